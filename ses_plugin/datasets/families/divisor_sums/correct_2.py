import sys

SLACK = 1
values = list(map(int, sys.stdin.read().split()))
excesses = []
for v in values:
    divisors = set()
    i = 1
    while i * i <= v:
        q, r = divmod(v, i)
        if r == 0:
            divisors.add(i)
            divisors.add(q)
        i += 1
    divisors.discard(v)
    s = sum(divisors)
    label = "rich" if s > v else "poor"
    if v - SLACK <= s <= v + SLACK:
        label = "balanced"
    print(f"{v} {s} {label}")
    excesses.append(s - v)
where = excesses.index(max(excesses))
print(f"top {values[where]} {excesses[where]}")
