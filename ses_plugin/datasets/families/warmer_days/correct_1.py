n = int(input())
temps = list(map(int, input().split()))

warmer = 0
records = 0
highest = temps[0]
for i in range(1, n):
    if temps[i] > temps[i - 1]:
        warmer += 1
    if temps[i] > highest:
        highest = temps[i]
        records += 1

print("warmer", warmer)
print("records", records)
