import sys

lines = sys.stdin.read().splitlines()
grid = [list(map(int, line.split())) for line in lines[1:]]

for op in lines[0].strip():
    rows, cols = len(grid), len(grid[0])
    if op == "R":
        grid = [[grid[r][c] for r in range(rows - 1, -1, -1)] for c in range(cols)]
    elif op == "T":
        grid = [[grid[r][c] for r in range(rows)] for c in range(cols)]
    elif op == "M":
        grid = [row[::-1] for row in grid]

rows, cols = len(grid), len(grid[0])
directions = [(0, 1), (1, 0), (0, -1), (-1, 0)]
visited = []
spiral = []
r = c = d = 0
for _ in range(rows * cols):
    visited.append((r, c))
    spiral.append(grid[r][c])
    nr, nc = r + directions[d][0], c + directions[d][1]
    if nr < 0 or nr >= rows or nc < 0 or nc >= cols or (nr, nc) in visited:
        d = (d + 1) % 4
        nr, nc = r + directions[d][0], c + directions[d][1]
    r, c = nr, nc

rises = 0
for i in range(1, len(spiral)):
    if spiral[i] > spiral[i - 1]:
        rises += 1
print(rows, "rows")
print(*spiral)
print("rises", rises)
