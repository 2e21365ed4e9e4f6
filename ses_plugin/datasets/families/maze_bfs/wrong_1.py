from collections import deque

REACH = 6


def neighbours(grid, r, c):
    for dr, dc in [(0, 1), (1, 0), (0, -1), (-1, 0)]:
        y, x = r + dr, c + dc
        if 0 < y < len(grid) and 0 <= x < len(grid[0]) and grid[y][x] != "#":
            yield y, x


h, w = map(int, input().split())
grid = [input().strip() for _ in range(h)]
flat = "".join(grid)
source = divmod(flat.index("S"), w)
dist = {source: 0}
todo = deque([source])
while todo:
    cell = todo.popleft()
    if dist[cell] == REACH:
        continue
    for nxt in neighbours(grid, *cell):
        if nxt not in dist:
            dist[nxt] = dist[cell] + 1
            todo.append(nxt)
for gate in "abc":
    pos = flat.find(gate)
    if pos >= 0:
        print(gate, dist.get((pos // w, pos % w), "far"))
print("seen", len(dist), "deepest", max(dist.values()))
