n = int(input())
moves = list(map(int, input().split()))
position = 0
steps = 0
for move in moves:
    for _ in range(abs(move)):
        if move > 0:
            position += 1
        else:
            position -= 1
        steps += 1
print(position)
print(steps)
