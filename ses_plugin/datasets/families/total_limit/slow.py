n, limit = map(int, input().split())
weights = list(map(int, input().split()))


def total_of(k):
    total = 0
    for i in range(k):
        total += weights[i]
    return total


best = 0
for k in range(1, n + 1):
    if total_of(k) <= limit:
        best = k
    else:
        break
print(best)
print(total_of(best))
