BONUS = 3  # for every node without children


def visit(node, level):
    depth[node] = level
    total[node] = value[node]
    if not kids[node]:
        total[node] += BONUS
    for kid in kids[node]:
        visit(kid, level + 1)
        total[node] += total[kid]


n = int(input())
parent = [int(t) for t in input().split()]
value = [int(t) for t in input().split()]
kids = [[] for _ in range(n)]
depth = [0] * n
total = [0] * n
for node, up in enumerate(parent):
    if up > 0:
        kids[up - 1].append(node)
visit(parent.index(0), 0)
print("depths", *depth)
print("totals", *total)
far = depth.index(max(depth))
print("deepest", far + 1, "with", total[far])
