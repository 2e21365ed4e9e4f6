target = int(input())
coins = list(map(int, input().split()))


def pay(rest, k):
    """Return the number of ways and the fewest coins, using coins[k:]."""
    if rest == 0:
        return 1, 0
    if k == len(coins):
        return 0, None
    ways, fewest = 0, None
    for number in range(rest // coins[k] + 1):
        more_ways, more_coins = pay(rest - number * coins[k], k + 1)
        ways += more_ways
        if more_coins is not None and (fewest is None or number + more_coins < fewest):
            fewest = number + more_coins
    return ways, fewest


ways, fewest = pay(target, 0)
print("ways", ways)
print("fewest", "none" if fewest is None else fewest)
count = total = 0
for amount in range(1, target + 1):
    if pay(amount, 0)[0] == 0:
        count += 1
        total += amount
print("unpayable", count, total)
