from collections import deque

REACH = 6

rows, cols = map(int, input().split())
maze = [input() for _ in range(rows)]
whole = "".join(maze)
start = divmod(whole.index("S"), cols)
dist = {start: 0}
queue = deque([start])
while queue:
    r, c = queue.popleft()
    if dist[r, c] == REACH:
        break
    for nr, nc in ((r + 1, c), (r, c + 1), (r - 1, c), (r, c - 1)):
        if 0 <= nr < rows and 0 <= nc < cols and maze[nr][nc] != "#" and (nr, nc) not in dist:
            dist[nr, nc] = dist[r, c] + 1
            queue.append((nr, nc))

for gate in sorted(set(whole) & set("abc")):
    print(gate, dist.get(divmod(whole.index(gate), cols), "far"))
print("seen", len(dist), "deepest", max(dist.values()))
