def divisors(x):
    found = set()
    for d in range(1, x + 1):
        if x % d == 0:
            found.add(d)
    return found


n, q = map(int, input().split())
a = list(map(int, input().split()))
for _ in range(q):
    kind, x, y = input().split()
    x = int(x)
    y = int(y)
    if kind == "set":
        a[x - 1] = y
        continue
    part = a[x - 1:y]
    if kind == "gcd":
        common = divisors(part[0])
        for v in part[1:]:
            common = common & divisors(v)
        print("gcd", max(common))
    else:
        m = 1
        while m <= 200 and any(m % v != 0 for v in part):
            m += 1
        if m > 200:
            print("lcm over")
        else:
            print("lcm", m)
print("sum", sum(a))
