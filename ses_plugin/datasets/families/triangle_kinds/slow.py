import sys

text = sys.stdin.read()
n = int(text.splitlines()[0])


def side(i, k):
    # the k-th length in line i
    return int(text.splitlines()[i].split()[k])


def kind(i):
    a = side(i, 0)
    b = side(i, 1)
    c = side(i, 2)
    if a + b <= c or a + c <= b or b + c <= a:
        return "none"
    if a == b and b == c:
        return "equilateral"
    if a == b or a == c or b == c:
        return "isosceles"
    return "scalene"


kinds = []
for i in range(1, n + 1):
    kinds.append(kind(i))
for name in ["equilateral", "isosceles", "scalene", "none"]:
    print(name, kinds.count(name))
