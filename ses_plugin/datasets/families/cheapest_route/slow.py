INF = float("inf")

n, m, s = map(int, input().split())
dist = [[INF] * (n + 1) for _ in range(n + 1)]
for i in range(n + 1):
    dist[i][i] = 0
for _ in range(m):
    a, b, p = map(int, input().split())
    dist[a][b] = min(dist[a][b], p)
    dist[b][a] = min(dist[b][a], p)

# Floyd-Warshall: passing through k costs the toll
for k in range(1, n + 1):
    for i in range(1, n + 1):
        for j in range(1, n + 1):
            if i != k and j != k:
                new = dist[i][k] + 2 + dist[k][j]
                if new < dist[i][j]:
                    dist[i][j] = new

costs = []
reached = []
for town in range(1, n + 1):
    d = dist[s][town]
    if d == INF:
        costs.append("-")
    else:
        costs.append(str(d))
        reached.append((d, town))
reached.sort()
print(" ".join(costs))
print("order", *[town for d, town in reached])
