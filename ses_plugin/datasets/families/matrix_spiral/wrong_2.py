import sys


def turn(g):
    n = len(g)
    return [[g[n - 1 - i][j] for i in range(n)] for j in range(len(g[0]))]


def walk(g):
    r0, c0, r1, c1 = 0, 0, len(g), len(g[0])
    seq = []
    while r0 < r1 and c0 < c1:
        seq.extend(g[r0][c0:c1])
        seq.extend(g[r][c1 - 1] for r in range(r0 + 1, r1))
        seq.extend(g[r1 - 1][c] for c in range(c1 - 2, c0 - 1, -1))
        seq.extend(g[r][c0] for r in range(r1 - 2, r0, -1))
        r0, c0, r1, c1 = r0 + 1, c0 + 1, r1 - 1, c1 - 1
    return seq


rows = sys.stdin.read().splitlines()
m = [[int(x) for x in row.split()] for row in rows[1:]]
for letter in rows[0]:
    if letter == "R":
        m = turn(m)
    elif letter == "T":
        m = list(map(list, zip(*m)))
    elif letter == "M":
        m = [row[::-1] for row in m]

cells = walk(m)
rises = 0
for before, after in zip(cells, cells[1:]):
    rises += before < after
print(len(m), "rows")
print(*cells)
print("rises", rises)
