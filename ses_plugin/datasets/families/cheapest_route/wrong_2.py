TOLL = 2

n, m, s = map(int, input().split())
INF = 10 ** 9
w = [[INF] * (n + 1) for _ in range(n + 1)]
for _ in range(m):
    a, b, c = map(int, input().split())
    w[a][b] = w[b][a] = min(w[a][b], c)

dist = [INF] * (n + 1)
dist[s] = 0
left = set(range(1, n + 1))
order = []
while left:
    u = min(left, key=lambda x: (dist[x], x))
    if dist[u] == INF:
        break
    left.remove(u)
    order.append(u)
    for v in left:
        if w[u][v] < INF:
            dist[v] = min(dist[v], dist[u] + w[u][v] + TOLL)

print(*["-" if d == INF else d for d in dist[1:]])
print("order", *order)
