n = int(input())
parent = [0] + list(map(int, input().split()))
value = [0] + list(map(int, input().split()))


def depth(v):
    if parent[v] == 0:
        return 0
    return depth(parent[v]) + 1


def total(v):
    result = value[v]
    leaf = True
    for c in range(1, n + 1):
        if parent[c] == v:
            leaf = False
            result += total(c)
    if leaf:
        result += 3
    return result


depths = [depth(v) for v in range(1, n + 1)]
totals = [total(v) for v in range(1, n + 1)]
print("depths", *depths)
print("totals", *totals)
best = depths.index(max(depths))
print("deepest", best + 1, "with", totals[best])
