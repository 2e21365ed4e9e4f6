import sys

BONUS = 3

data = list(map(int, sys.stdin.read().split()))
n = data[0]
up = dict(enumerate(data[1 : n + 1], 1))
gain = dict(enumerate(data[n + 1 :], 1))
depth, total = {}, dict.fromkeys(up, 0)
inner = set(up.values())
for node in up:
    worth = gain[node] + (0 if node in inner else BONUS)
    steps = -1
    walker = node
    while walker:
        total[walker] += worth
        steps += 1
        walker = up[walker]
    depth[node] = steps

print("depths", *depth.values())
print("totals", *total.values())
deepest = min(up, key=lambda v: (-depth[v], v))
print("deepest", deepest, "with", total[deepest])
