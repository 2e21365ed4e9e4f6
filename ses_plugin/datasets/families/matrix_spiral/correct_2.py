ops = input().strip()
grid = []
while True:
    try:
        grid.append(list(map(int, input().split())))
    except EOFError:
        break

for op in ops:
    rows, cols = len(grid), len(grid[0])
    if op == "R":
        grid = [[grid[rows - 1 - r][c] for r in range(rows)] for c in range(cols)]
    elif op == "T":
        grid = [[grid[r][c] for r in range(rows)] for c in range(cols)]
    elif op == "M":
        for row in grid:
            row.reverse()

h, w = len(grid), len(grid[0])
seen = set()
r, c, dr, dc = 0, 0, 0, 1
path = []
while len(path) < h * w:
    path.append(grid[r][c])
    seen.add((r, c))
    nr, nc = r + dr, c + dc
    if not (0 <= nr < h and 0 <= nc < w) or (nr, nc) in seen:
        dr, dc = dc, -dr
        nr, nc = r + dr, c + dc
    r, c = nr, nc

rises = 0
for i in range(1, len(path)):
    if path[i] > path[i - 1]:
        rises += 1
print(h, "rows")
print(*path)
print("rises", rises)
