target = int(input())
coins = list(map(int, input().split()))

ways = [1] + [0] * target
fewest = [0] + [None] * target
for coin in coins:
    for amount in range(coin, target + 1):
        ways[amount] += ways[amount - coin]
        before = fewest[amount - coin]
        if before is None:
            continue
        if fewest[amount] is None or before + 1 < fewest[amount]:
            fewest[amount] = before + 1

print("ways", ways[target])
print("fewest", "none" if fewest[target] is None else fewest[target])
holes = [s for s in range(1, target + 1) if ways[s] == 0]
print("unpayable", len(holes), sum(holes))
