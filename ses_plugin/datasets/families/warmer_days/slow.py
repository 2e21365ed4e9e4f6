n = int(input())
temps = list(map(int, input().split()))

warmer = 0
for i in range(1, n):
    if temps[i] > temps[i - 1]:
        warmer += 1

records = 0
for i in range(1, n):
    is_record = True
    for j in range(i):
        if temps[j] >= temps[i]:
            is_record = False
    if is_record:
        records += 1

print("warmer", warmer)
print("records", records)
