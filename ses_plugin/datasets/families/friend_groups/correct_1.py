LIMIT = 4


def find(x):
    while boss[x] != x:
        x = boss[x]
    return x


n, m = map(int, input().split())
boss = list(range(n + 1))
size = [1] * (n + 1)
answers = []
for _ in range(m):
    a, b = map(int, input().split())
    a, b = find(a), find(b)
    if a == b:
        answers.append("same")
    elif size[a] + size[b] > LIMIT:
        answers.append("full")
    else:
        boss[b] = a
        size[a] += size[b]
        answers.append(size[a])
print(*answers)
print(sorted(size[x] for x in range(1, n + 1) if boss[x] == x))
