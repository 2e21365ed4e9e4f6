SIZE = 5

x, y = map(int, input().split())
blocked = set(input().split()[1:])
dx, dy = 0, 1
visited = {(x, y)}
bumps = 0
for token in input().split():
    if token == "L":
        dx, dy = -dy, dx
    elif token == "R":
        dx, dy = dy, -dx
    else:
        if token[0] == "B":
            dx, dy = -dx, -dy
        n = int(token[1:])
        while n:
            a, b = x + dx, y + dy
            if a in (-1, SIZE) or b in (-1, SIZE) or f"{a},{b}" in blocked:
                bumps += 1
                break
            x, y = a, b
            visited.add((x, y))
            n -= 1

compass = {(0, 1): "N", (1, 0): "E", (0, -1): "S", (-1, 0): "W"}
print(x, y, compass[dx, dy])
print("cells", len(visited))
print("bumps", bumps)
