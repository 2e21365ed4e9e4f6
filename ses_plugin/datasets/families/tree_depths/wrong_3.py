import sys

BONUS = 3

lines = sys.stdin.read().splitlines()
size = int(lines[0])
parent = {i + 1: int(x) for i, x in enumerate(lines[1].split())}
value = {i + 1: int(x) for i, x in enumerate(lines[2].split())}
kids = {v: [c for c in parent if parent[c] == v] for v in parent}


def level(v):
    return 0 if parent[v] == 0 else 1 + level(parent[v])


def leaf_bonus(v):
    return BONUS if not kids[v] else sum(leaf_bonus(c) for c in kids[v])


def subtree(v):
    s = value[v] + leaf_bonus(v)
    for c in kids[v]:
        s += subtree(c)
    return s


levels = [level(v) for v in parent]
print("depths", *levels)
print("totals", *(subtree(v) for v in parent))
first = levels.index(max(levels)) + 1
print("deepest", first, "with", subtree(first))
