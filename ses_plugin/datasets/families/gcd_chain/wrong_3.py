CAP = 200


def gcd(a, b):
    # shrink the larger one until one is zero
    while a and b:
        if a > b:
            a %= b
        else:
            b %= a
    return a + b


size, queries = map(int, input().split())
data = [int(s) for s in input().split()]
while queries > 0:
    queries -= 1
    cmd, u, v = input().split()
    u, v = int(u), int(v)
    if cmd == "set":
        data[u - 1] = v
    else:
        g = 0
        product = 1
        for item in data[u - 1:v]:
            g = gcd(g, item)
            product *= item
        if cmd == "gcd":
            print(cmd, g)
        elif product // g > CAP:
            print(cmd, "over")
        else:
            print(cmd, product // g)
print("sum", sum(data))
