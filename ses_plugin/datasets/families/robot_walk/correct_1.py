SIZE = 5
DIRS = [("N", 0, 1), ("E", 1, 0), ("S", 0, -1), ("W", -1, 0)]

x, y = map(int, input().split())
rocks = {tuple(map(int, w.split(","))) for w in input().split()[1:]}
facing = 0
bumps = 0
seen = {(x, y)}

for cmd in input().split():
    if cmd == "L":
        facing = (facing - 1) % 4
    elif cmd == "R":
        facing = (facing + 1) % 4
    else:
        sign = 1 if cmd[0] == "F" else -1
        _, dx, dy = DIRS[facing]
        for _ in range(int(cmd[1:])):
            nx, ny = x + sign * dx, y + sign * dy
            if not (0 <= nx < SIZE and 0 <= ny < SIZE) or (nx, ny) in rocks:
                bumps += 1
                break
            x, y = nx, ny
            seen.add((x, y))

print(x, y, DIRS[facing][0])
print("cells", len(seen))
print("bumps", bumps)
