n = int(input())
degrees = [int(x) for x in input().split()]
warmer = records = 0
best = degrees[0]
before = degrees[0]
for today in degrees[1:]:
    if today >= before:
        warmer += 1
    if today > best:
        best = today
        records += 1
    before = today
print(f"warmer {warmer}")
print(f"records {records}")
