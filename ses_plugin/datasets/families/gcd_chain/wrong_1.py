from functools import reduce
from math import gcd

CAP = 200


def lcm(a, b):
    return a * b // gcd(a, b)


n, q = map(int, input().split())
nums = [int(t) for t in input().split()]
for _ in range(q):
    kind, left, right = input().split()
    left = int(left) - 1
    right = int(right)
    if kind == "set":
        nums[left] = right
        continue
    part = nums[left:max(left + 1, right - 1)]
    if kind == "gcd":
        print("gcd", reduce(gcd, part))
        continue
    value = reduce(lcm, part)
    print("lcm", value if value <= CAP else "over")
print("sum", sum(nums))
