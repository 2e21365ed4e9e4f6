MAX_COINS = 5


def give(amount, coins, counts):
    """Return how many of each coin, largest first, or None."""
    used = []
    for coin, have in zip(coins, counts):
        n = min(amount // coin, have)
        used.append(n)
        amount -= n * coin
    if amount > 0 or sum(used) > MAX_COINS:
        return None
    return used


pairs = sorted((tuple(map(int, w.split("x"))) for w in input().split()), reverse=True)
coins = [c for c, _ in pairs]
counts = [n for _, n in pairs]
total = 0
while True:
    try:
        price, *paid = [int(v) for v in input().split()]
    except EOFError:
        break
    if sum(paid) < price:
        print("short", price - sum(paid))
        continue
    after = [n + paid.count(c) for c, n in zip(coins, counts)]
    used = give(sum(paid) - price, coins, after)
    if used is None:
        print("refund", sum(paid))
    else:
        total += price
        counts = [a - u for a, u in zip(after, used)]
        print("ok", *[c for c, u in zip(coins, used) for _ in range(u)])

print("sold", total)
print("left", *reversed(counts))
