LIMIT = 4

n, m = map(int, input().split())
up = [i for i in range(n + 1)]
count = [1] * (n + 1)


def top(v):
    while up[v] != v:
        up[v] = up[up[v]]
        v = up[v]
    return v


answers = []
for _ in range(m):
    u, v = map(top, map(int, input().split()))
    if count[u] + count[v] > LIMIT:
        answers.append("full")
    elif u == v:
        answers.append("same")
    else:
        if count[u] < count[v]:
            u, v = v, u
        up[v] = u
        count[u] += count[v]
        answers.append(str(count[u]))
print(" ".join(answers))
print(sorted(count[i] for i in range(1, n + 1) if top(i) == i))
