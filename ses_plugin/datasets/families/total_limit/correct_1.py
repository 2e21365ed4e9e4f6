n, limit = map(int, input().split())
weights = list(map(int, input().split()))
total = 0
count = 0
for w in weights:
    if total + w > limit:
        break
    total += w
    count += 1
print(count)
print(total)
