n, m = map(int, input().split())
group = list(range(n + 1))


def count(g):
    total = 0
    for i in range(1, n + 1):
        if group[i] == g:
            total += 1
    return total


answers = []
for _ in range(m):
    a, b = map(int, input().split())
    if group[a] == group[b]:
        answers.append("same")
        continue
    total = count(group[a]) + count(group[b])
    if total > 4:
        answers.append("full")
        continue
    old = group[b]
    for i in range(1, n + 1):
        if group[i] == old:
            group[i] = group[a]
    answers.append(str(total))

print(" ".join(answers))
sizes = {}
for g in group[1:]:
    sizes[g] = sizes.get(g, 0) + 1
print(sorted(sizes.values()))
