import sys
from bisect import bisect_right

WRAP = 1

shelf, budgets = sys.stdin.read().splitlines()
goods = [int(t) for t in shelf.split()]
goods.sort()
for word in budgets.split():
    limit = int(word) - WRAP
    count, best = 0, 0
    for k in range(len(goods) - 1):
        end = bisect_right(goods, limit - goods[k], k + 1)
        if end == k + 1:
            break
        count += end - k - 1
        best = max(best, goods[k] + goods[end - 1] + WRAP)
    print(word, count, best)
