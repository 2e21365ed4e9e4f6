n, m = (int(x) for x in input().split())
adj = [set() for _ in range(n)]
for i in range(m):
    p, q = (int(x) - 1 for x in input().split())
    adj[p].add(q)
    adj[q].add(p)

mark = [-1] * n


def paint(v, c):
    if mark[v] >= 0:
        return mark[v] == c
    mark[v] = c
    group.append(v)
    fine = True
    for u in sorted(adj[v]):
        if not paint(u, 1 - c):
            fine = False
    return fine


answer = 0
for v in range(n):
    group = []
    if mark[v] == -1:
        if paint(v, 0):
            left = [u for u in group if mark[u] == 0]
            right = [u for u in group if mark[u] == 1]
            print(f"{v + 1}: {len(left)} against {len(right)}")
            answer += len(left)
        else:
            print(f"{v + 1}: clash of {len(group)}")
print("invited", answer)
