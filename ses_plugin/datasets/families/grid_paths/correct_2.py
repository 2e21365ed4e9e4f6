import heapq
import sys

MUD = 3
lines = sys.stdin.read().split()
h, w = int(lines[0]), int(lines[1])
field = lines[2:]
price = {".": 1, "~": MUD}

dist = {}
ways = {(0, 0): 1}
heap = [(price[field[0][0]], 0, 0)]
while heap:
    d, r, c = heapq.heappop(heap)
    if (r, c) in dist:
        continue
    dist[r, c] = d
    near = [p for p in ((r - 1, c), (r, c - 1)) if p in dist]
    if near:
        low = min(dist[p] for p in near)
        ways[r, c] = sum(ways[p] for p in near if dist[p] == low)
    for nr, nc in ((r + 1, c), (r, c + 1)):
        if nr < h and nc < w and field[nr][nc] != "#":
            heapq.heappush(heap, (d + price[field[nr][nc]], nr, nc))

print("reached", len(dist))
r, c = h - 1, w - 1
if (r, c) not in dist:
    print("blocked")
    sys.exit()
moves = []
cost, number = dist[r, c], ways[r, c]
while (r, c) != (0, 0):
    before = dist[r, c] - price[field[r][c]]
    if dist.get((r - 1, c)) == before:
        moves.append("D")
        r -= 1
    else:
        moves.append("R")
        c -= 1
print(f"cost {cost} ways {number} {''.join(reversed(moves))}")
