import sys

lines = [line.split() for line in sys.stdin]
ops = lines[0][0]
a = [[int(x) for x in line] for line in lines[1:]]

for op in ops:
    if op in "RT":
        if op == "R":
            a.reverse()
        a = [list(t) for t in zip(*a)]
    elif op == "M":
        a = [row[::-1] for row in a]

lo_r, hi_r = 0, len(a) - 1
lo_c, hi_c = 0, len(a[0]) - 1
res = []
while lo_r < hi_r and lo_c < hi_c:
    for c in range(lo_c, hi_c):
        res.append(a[lo_r][c])
    for r in range(lo_r, hi_r):
        res.append(a[r][hi_c])
    for c in range(hi_c, lo_c, -1):
        res.append(a[hi_r][c])
    for r in range(hi_r, lo_r, -1):
        res.append(a[r][lo_c])
    lo_r, hi_r, lo_c, hi_c = lo_r + 1, hi_r - 1, lo_c + 1, hi_c - 1

rises = len([i for i in range(1, len(res)) if res[i - 1] < res[i]])
print(len(a), "rows")
print(*res)
print("rises", rises)
