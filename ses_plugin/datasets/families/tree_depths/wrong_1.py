from collections import deque

BONUS = 3

n = int(input())
parent = [0] + list(map(int, input().split()))
total = [0] + list(map(int, input().split()))
children = {v: [] for v in range(n + 1)}
for v in range(1, n + 1):
    children[parent[v]].append(v)

depth = [-1] * (n + 1)
queue = deque([0])
while queue:
    v = queue.popleft()
    for c in children[v]:
        depth[c] = depth[v] + 1
        queue.append(c)

for v in range(n, 0, -1):
    if not children[v]:
        total[v] += BONUS
    total[parent[v]] += total[v]

print("depths", *depth[1:])
print("totals", *total[1:])
best = depth.index(max(depth))
print("deepest", best, "with", total[best])
