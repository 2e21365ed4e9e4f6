x, y = map(int, input().split())
rocks = input().split()[1:]
commands = input().split()

directions = [("N", 0, 1), ("E", 1, 0), ("S", 0, -1), ("W", -1, 0)]


def facing(count):
    """The way the robot faces after the first `count` commands."""
    turns = 0
    for c in commands[:count]:
        if c == "R":
            turns += 1
        elif c == "L":
            turns -= 1
    return directions[turns % 4]


visited = [(x, y)]
bumps = 0
for i in range(len(commands)):
    c = commands[i]
    if c == "L" or c == "R":
        continue
    name, dx, dy = facing(i)
    if c[0] == "B":
        dx = -dx
        dy = -dy
    for _ in range(int(c[1:])):
        nx = x + dx
        ny = y + dy
        if nx < 0 or nx > 4 or ny < 0 or ny > 4 or f"{nx},{ny}" in rocks:
            bumps += 1
            break
        x = nx
        y = ny
        if (x, y) not in visited:
            visited.append((x, y))

print(x, y, facing(len(commands))[0])
print("cells", len(visited))
print("bumps", bumps)
