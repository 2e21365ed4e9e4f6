import sys
from functools import lru_cache

data = [int(t) for t in sys.stdin.read().split()]
goal, coins = data[0], sorted(data[1:], reverse=True)


@lru_cache(maxsize=None)
def count(rest, k):
    if rest == 0:
        return 1
    if k == len(coins):
        return 0
    found = count(rest, k + 1)
    if coins[k] <= rest:
        found += count(rest - coins[k], k)
    return found


# breadth-first over the amounts gives the fewest coins
steps = {0: 0}
queue = [0]
for amount in queue:
    for coin in coins:
        nxt = amount + coin
        if nxt <= goal and nxt not in steps:
            steps[nxt] = steps[amount] + 1
            queue.append(nxt)

missing = set(range(1, goal + 1)) - set(steps)
print("ways", count(goal, 0))
print("fewest", steps.get(goal, "none"))
print("unpayable", len(missing), sum(missing))
