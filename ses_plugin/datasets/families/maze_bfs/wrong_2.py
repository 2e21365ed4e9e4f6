REACH = 6

rows, cols = [int(t) for t in input().split()]
maze = []
for _ in range(rows):
    maze.append(list(input()))

dist = [[-1] * cols for _ in range(rows)]
gates = {}
queue = []
for r in range(rows):
    for c in range(cols):
        if maze[r][c] == "S":
            queue.append((r, c))
            dist[r][c] = 0
        elif maze[r][c].isalpha():
            gates[maze[r][c]] = (r, c)

while queue:
    r, c = queue.pop()
    if dist[r][c] >= REACH:
        continue
    for dr, dc in ((1, 0), (0, 1), (-1, 0), (0, -1)):
        nr, nc = r + dr, c + dc
        if nr < 0 or nc < 0 or nr >= rows or nc >= cols:
            continue
        if maze[nr][nc] == "#" or dist[nr][nc] != -1:
            continue
        dist[nr][nc] = dist[r][c] + 1
        queue.append((nr, nc))

for g in sorted(gates):
    r, c = gates[g]
    print(g, dist[r][c] if dist[r][c] >= 0 else "far")
reached = [d for row in dist for d in row if d >= 0]
print("seen", len(reached), "deepest", max(reached))
