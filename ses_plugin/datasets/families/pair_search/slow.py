prices = list(map(int, input().split()))
budgets = list(map(int, input().split()))
for budget in budgets:
    count = 0
    dearest = 0
    for i in range(len(prices)):
        for j in range(i + 1, len(prices)):
            cost = prices[i] + prices[j] + 1
            if cost <= budget:
                count += 1
                if cost > dearest:
                    dearest = cost
    print(budget, count, dearest)
