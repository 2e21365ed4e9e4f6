WRAP = 1  # added once to the price of a pair

prices = sorted(map(int, input().split()))
for budget in map(int, input().split()):
    i, j = 0, len(prices) - 1
    pairs = dearest = 0
    while i < j:
        cost = prices[i] + prices[j] + WRAP
        if cost > budget:
            j -= 1
        else:
            pairs += j - i
            dearest = max(dearest, cost)
            i += 1
    print(budget, pairs, dearest)
