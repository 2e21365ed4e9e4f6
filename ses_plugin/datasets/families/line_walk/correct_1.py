n = int(input())
moves = list(map(int, input().split()))
position = 0
distance = 0
for move in moves:
    position += move
    if move < 0:
        distance -= move
    else:
        distance += move
print(position)
print(distance)
