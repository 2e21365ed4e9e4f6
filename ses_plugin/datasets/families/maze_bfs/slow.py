rows, cols = map(int, input().split())
grid = [input().strip() for _ in range(rows)]

for r in range(rows):
    for c in range(cols):
        if grid[r][c] == "S":
            start = (r, c)

visited = [start]
distances = [0]
queue = [(start, 0)]
while queue:
    (r, c), d = queue.pop(0)
    for dr, dc in [(-1, 0), (1, 0), (0, -1), (0, 1)]:
        nr = r + dr
        nc = c + dc
        if 0 <= nr < rows and 0 <= nc < cols and grid[nr][nc] != "#":
            if (nr, nc) not in visited:
                visited.append((nr, nc))
                distances.append(d + 1)
                queue.append(((nr, nc), d + 1))

for gate in "abc":
    for r in range(rows):
        for c in range(cols):
            if grid[r][c] == gate:
                if (r, c) in visited and distances[visited.index((r, c))] <= 6:
                    print(gate, distances[visited.index((r, c))])
                else:
                    print(gate, "far")
near = [d for d in distances if d <= 6]
print("seen", len(near), "deepest", max(near))
