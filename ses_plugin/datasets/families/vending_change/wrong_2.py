from collections import Counter

MAX_COINS = 5

stock = Counter()
for part in input().split():
    value, count = part.split("x")
    stock[int(value)] = int(count)

earned = 0
while True:
    try:
        numbers = list(map(int, input().split()))
    except EOFError:
        break
    price, paid = numbers[0], numbers[1:]
    due = sum(paid) - price
    if due < 0:
        print("short", abs(due))
        continue
    change = Counter()
    for value in sorted(stock, reverse=True):
        take = min(due // value, stock[value])
        change[value] = take
        due -= take * value
    if due == 0 and change.total() <= MAX_COINS:
        stock.subtract(change)
        stock.update(paid)
        earned += price
        print("ok", *change.elements())
    else:
        print("refund", sum(paid))

print("sold", earned)
print("left", *(stock[v] for v in sorted(stock)))
