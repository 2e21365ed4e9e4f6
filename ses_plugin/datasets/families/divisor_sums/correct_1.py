SLACK = 1


def proper_sum(n):
    total = 0
    for d in range(1, n // 2 + 1):
        if n % d == 0:
            total += d
    return total


numbers = [int(x) for x in input().split()]
best = None
for n in numbers:
    s = proper_sum(n)
    excess = s - n
    if abs(excess) <= SLACK:
        kind = "balanced"
    elif excess > 0:
        kind = "rich"
    else:
        kind = "poor"
    print(n, s, kind)
    # the first number wins when two have the same excess
    if best is None or excess > best[0]:
        best = (excess, n)
print("top", best[1], best[0])
