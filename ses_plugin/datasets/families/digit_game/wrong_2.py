import sys

BASE = 10


def merge(row):
    result = []
    points = 0
    k = len(row) - 1
    while k >= 0:
        d = row[k]
        if k > 0 and row[k - 1] == d:
            d = d * 2 % BASE
            points += d
            k -= 1
        result.append(d)
        k -= 1
    result.reverse()
    return result, points


sys.stdin.readline()
for line in sys.stdin:
    row = list(map(int, line.strip()))
    total = n = 0
    new, points = merge(row)
    # every merge makes the row shorter
    while len(new) < len(row):
        n += 1
        total += n * points
        row = new
        new, points = merge(row)
    print("".join(str(d) for d in row), n, total)
