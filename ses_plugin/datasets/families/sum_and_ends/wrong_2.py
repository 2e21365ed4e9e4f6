n = int(input())
a = input().split()

s = high = low = int(a[0])
i = 1
while i < n - 1:
    x = int(a[i])
    s += x
    high = max(high, x)
    low = min(low, x)
    i += 1
print("sum", s)
print("largest", high)
print("smallest", low)
