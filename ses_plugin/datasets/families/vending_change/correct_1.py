import sys

MAX_COINS = 5

lines = sys.stdin.read().splitlines()
stock = {}
for word in lines[0].split():
    coin, count = word.split("x")
    stock[int(coin)] = int(count)

sales = 0
for line in lines[1:]:
    price, *paid = map(int, line.split())
    rest = sum(paid) - price
    if rest < 0:
        print("short", -rest)
        continue
    box = dict(stock)
    for coin in paid:
        box[coin] += 1
    change = []
    for coin in sorted(box, reverse=True):
        while rest >= coin and box[coin] > 0:
            rest -= coin
            box[coin] -= 1
            change.append(coin)
    if rest or len(change) > MAX_COINS:
        print("refund", sum(paid))
        continue
    stock = box
    sales += price
    print("ok", *change)

print("sold", sales)
print("left", *[stock[c] for c in sorted(stock)])
