import heapq

TOLL = 2  # paid in every town passed through

n, m, start = map(int, input().split())
roads = {town: [] for town in range(1, n + 1)}
for _ in range(m):
    a, b, price = map(int, input().split())
    roads[a].append((b, price))
    roads[b].append((a, price))

best = {}
heap = [(0, start)]
while heap:
    cost, town = heapq.heappop(heap)
    if town in best:
        continue
    best[town] = cost
    extra = 0 if town == start else TOLL
    for other, price in roads[town]:
        if other not in best:
            heapq.heappush(heap, (cost + price + extra, other))

print(*(best.get(t, "-") for t in roads))
print("order", *best)
