CAP = 200


def gcd(a, b):
    while b:
        a, b = b, a % b
    return a


n, q = map(int, input().split())
row = list(map(int, input().split()))
for _ in range(q):
    op, x, y = input().split()
    x, y = int(x), int(y)
    if op == "set":
        row[x - 1] = y
        continue
    acc = row[x - 1]
    for k in range(x, y):
        g = gcd(acc, row[k])
        if op == "gcd":
            acc = g
        else:
            acc = acc // g * row[k]
    if op == "lcm" and acc > CAP:
        print("lcm over")
    else:
        print(op, acc)
print("sum", sum(row))
