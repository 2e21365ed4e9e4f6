days = int(input())
t = [int(x) for x in input().split()]

count = 0
for yesterday, today in zip(t, t[1:]):
    if yesterday < today:
        count += 1

record_days = 0
high = max(0, t[0])
for value in t:
    if value > high:
        high = value
        record_days += 1

print("warmer", count)
print("records", record_days)
