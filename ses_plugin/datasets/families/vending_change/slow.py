import sys

lines = sys.stdin.read().splitlines()
coins = []  # every single coin in the machine
kinds = []
for word in lines[0].split():
    value, count = map(int, word.split("x"))
    kinds.append(value)
    for _ in range(count):
        coins.append(value)

sold = 0
for line in lines[1:]:
    numbers = [int(t) for t in line.split()]
    price = numbers[0]
    paid = numbers[1:]
    rest = sum(paid) - price
    if rest < 0:
        print("short", -rest)
        continue
    box = sorted(coins + paid, reverse=True)
    change = []
    kept = []
    for coin in box:
        if coin <= rest:
            change.append(coin)
            rest -= coin
        else:
            kept.append(coin)
    if rest > 0 or len(change) > 5:
        print("refund", sum(paid))
    else:
        coins = kept
        sold += price
        print("ok", *change)

print("sold", sold)
print("left", *[coins.count(k) for k in sorted(kinds)])
