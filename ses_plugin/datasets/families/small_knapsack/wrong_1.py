PADDING = 1

n, capacity = map(int, input().split())
best = [0] * (capacity + 1)
picks = [() for _ in range(capacity + 1)]
total = [0] * (capacity + 1)
for i in range(1, n + 1):
    weight, value = map(int, input().split())
    weight += PADDING
    for c in range(weight, capacity + 1):
        candidate = best[c - weight] + value
        if candidate > best[c]:
            best[c] = candidate
            picks[c] = picks[c - weight] + (i,)
            total[c] = total[c - weight] + weight
print("value", best[capacity], "left", capacity - total[capacity])
print("items", *picks[capacity])
