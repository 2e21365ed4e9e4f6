import sys
from collections import deque

LEAP = 3

lines = sys.stdin.read().splitlines()
for line in lines[1:]:
    n, *rest = [int(t) for t in line.split()]
    broken = set(rest)
    # (all ways, ways that end with a LEAP) for the last LEAP stairs
    recent = deque([(0, 0)] * (LEAP - 1) + [(1, 0)], maxlen=LEAP)
    totals = []
    for stair in range(1, n + 1):
        total = leaping = 0
        if stair not in broken:
            far_total, far_leaping = recent[0]
            leaping = far_total - far_leaping
            near = list(recent)[1:]
            total = leaping + sum(t for t, _ in near)
        recent.append((total, leaping))
        totals.append(total)
    print(" ".join(map(str, totals)))
    print(f"top {total} leaping {leaping} unreached {totals.count(0)}")
