import sys

DIAL = 10

tokens = iter(sys.stdin.read().split())
n = int(next(tokens))
m = int(next(tokens))
diff = {}
ranges = []
for _ in range(m):
    word = next(tokens)
    start, stop = int(next(tokens)), int(next(tokens))
    if word == "sum":
        ranges.append((start, stop))
    else:
        amount = int(next(tokens))
        diff[start] = diff.get(start, 0) + amount
        diff[stop + 1] = diff.get(stop + 1, 0) - amount

level = 0
totals = {0: 0}
faces = []
for pos in range(1, n + 1):
    level = (level + diff.get(pos, 0)) % DIAL
    faces.append(level)
    totals[pos] = totals[pos - 1] + level
print(*faces)
for start, stop in ranges:
    print(totals[stop] - totals[start])
