import sys
from collections import defaultdict

FEE = 2

money = defaultdict(int)
top = defaultdict(int)
declined = 0


def credit(name, value):
    money[name] += value
    top[name] = max(top[name], money[name])


for row in sys.stdin.read().splitlines():
    op, *rest = row.split()
    name = rest[0]
    value = int(rest[-1])
    if op == "deposit":
        credit(name, value)
    elif value > money[name]:
        declined += 1
    else:
        money[name] -= value + FEE
        if op == "transfer":
            credit(rest[1], value)

for name in sorted(money):
    print(name, money[name], top[name])
print("declined", declined)
