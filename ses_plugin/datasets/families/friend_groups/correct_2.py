import sys

LIMIT = 4

header, *pairs = sys.stdin.read().splitlines()
people = int(header.split()[0])
group_of = {p: [p] for p in range(1, people + 1)}
report = []
for line in pairs:
    left, right = (group_of[int(w)] for w in line.split())
    if left is right:
        report.append("same")
        continue
    if len(left) + len(right) > LIMIT:
        report.append("full")
        continue
    left.extend(right)
    for p in right:
        group_of[p] = left
    report.append(str(len(left)))
print(*report)
sizes = [len(g) for p, g in group_of.items() if g[0] == p]
print(sorted(sizes))
