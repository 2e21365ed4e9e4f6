import sys

CAP = 200


def euclid(a, b):
    return a if b == 0 else euclid(b, a % b)


# read everything as one stream of words
tokens = iter(sys.stdin.read().split())
n = int(next(tokens))
q = int(next(tokens))
a = [int(next(tokens)) for _ in range(n)]
for _ in range(q):
    name = next(tokens)
    first = int(next(tokens))
    second = int(next(tokens))
    if name == "set":
        a[first % n] = second
    elif name == "gcd":
        g = 0
        for v in a[first - 1:second]:
            g = euclid(g, v)
        print("gcd", g)
    else:
        m = 1
        for v in a[first - 1:second]:
            m = m * v // euclid(m, v)
            if m > CAP:
                print("lcm over")
                break
        else:
            print("lcm", m)
print("sum", sum(a))
