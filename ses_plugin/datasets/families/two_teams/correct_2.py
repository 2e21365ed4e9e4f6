import sys

it = iter(sys.stdin.read().split())
n, m = int(next(it)), int(next(it))
block = list(range(n + 1))
side = [0] * (n + 1)
bad = set()
for a, b in zip(it, it):
    a, b = int(a), int(b)
    keep, drop = sorted((block[a], block[b]))
    if keep == drop:
        if side[a] == side[b]:
            bad.add(keep)
        continue
    if drop in bad:
        bad.add(keep)
    flip = 1 - (side[a] ^ side[b])
    for x in range(drop, n + 1):
        if block[x] == drop:
            block[x] = keep
            side[x] ^= flip

guests = 0
for head in range(1, n + 1):
    if block[head] != head:
        continue
    ones = sum(side[x] for x in range(head, n + 1) if block[x] == head)
    zeros = block.count(head) - ones
    if head in bad:
        print(f"{head}: clash of {zeros + ones}")
    else:
        print(f"{head}: {zeros} against {ones}")
        guests += max(zeros, ones)
print("invited", guests)
