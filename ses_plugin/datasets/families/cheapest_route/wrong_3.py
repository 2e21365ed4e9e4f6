import heapq

TOLL = 2

n, m, start = map(int, input().split())
adj = [[] for _ in range(n + 1)]
for _ in range(m):
    a, b, p = map(int, input().split())
    adj[a].append((p, b))
    adj[b].append((p, a))

price = [None] * (n + 1)
price[start] = 0
heap = [(0, start)]
visited = []
while heap:
    cur, town = heapq.heappop(heap)
    visited.append(town)
    toll = TOLL if town != start else 0
    for p, nxt in adj[town]:
        if price[nxt] is None:
            price[nxt] = cur + p + toll
            heapq.heappush(heap, (price[nxt], nxt))

shown = ["-" if x is None else str(x) for x in price[1:]]
print(" ".join(shown))
print("order", *visited)
