LIMIT = 4

n, m = (int(x) for x in input().split())
label = list(range(n))
log = []
for _ in range(m):
    a, b = (int(x) - 1 for x in input().split())
    old, new = label[b], label[a]
    if old == new:
        log.append("same")
    elif label.count(old) + label.count(new) >= LIMIT:
        log.append("full")
    else:
        label = [new if t == old else t for t in label]
        log.append(label.count(new))

print(*log)
sizes = sorted(label.count(t) for t in sorted(set(label)))
print(sizes)
