import sys
from collections import deque

REACH = 6

data = sys.stdin.read().split()
n, m = int(data[0]), int(data[1])
cells = {(i, j): data[2 + i][j] for i in range(n) for j in range(m)}
start = [p for p in cells if cells[p] == "S"][0]
seen = {start}
found = {}
deepest = 0
q = deque([(0, start)])
while q:
    d, (i, j) = q.popleft()
    deepest = max(deepest, d)
    if cells[i, j] in "abc":
        found[cells[i, j]] = d
        continue
    if d == REACH:
        continue
    for p in ((i, j + 1), (i + 1, j), (i, j - 1), (i - 1, j)):
        if cells.get(p, "#") != "#" and p not in seen:
            seen.add(p)
            q.append((d + 1, p))

for mark in "abc":
    if mark in cells.values():
        print(mark, found.get(mark, "far"))
print("seen", len(seen), "deepest", deepest)
