WRAP = 1


def search(items, budget):
    lo = 0
    hi = len(items) - 1
    count = 0
    top = 0
    while lo < hi:
        total = items[lo] + items[hi] + WRAP
        if total <= budget:
            count += hi - lo
            if total > top:
                top = total
            lo += 1
        else:
            hi -= 1
    return count, top


items = [int(x) for x in input().split()]
for budget in input().split():
    print(budget, *search(items, int(budget)))
