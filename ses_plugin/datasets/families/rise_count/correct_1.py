n = int(input())
t = list(map(int, input().split()))
count = 0
largest = 0
for i in range(1, n):
    rise = t[i] - t[i - 1]
    if rise > 0:
        count += 1
        largest = max(largest, rise)
print(count)
print(largest)
