import sys

target, *coins = map(int, sys.stdin.read().split())

ways = [0] * (target + 1)
ways[0] = 1
for coin in coins:
    for s in range(coin, target + 1):
        ways[s] += ways[s - coin]

# now the number of coins
remaining, used = target, 0
for coin in sorted(coins, reverse=True):
    while remaining >= coin:
        remaining -= coin
        used += 1

number = total = 0
for s, w in enumerate(ways):
    if w == 0:
        number += 1
        total += s
print("ways", ways[target])
print("fewest", used if remaining == 0 else "none")
print("unpayable", number, total)
