import sys

TOLL = 2

first, *rest = sys.stdin.read().splitlines()
n, _, home = map(int, first.split())
links = []
for text in rest:
    u, v, w = map(int, text.split())
    links += [(u, v, w), (v, u, w)]

cost = {home: 0}
changed = True
while changed:
    changed = False
    for u, v, w in links:
        if u in cost:
            total = cost[u] + w + TOLL * (u != home)
            if v not in cost or total < cost[v]:
                cost[v] = total
                changed = True

print(" ".join(str(cost.get(i, "-")) for i in range(1, n + 1)))
ranked = sorted(cost, key=lambda i: (cost[i], i))
print("order", *ranked)
