n, m, k = map(int, input().split())
row = []
total = 0
for i in range(1, m + 1):
    if i == k:
        row.append("_")
    else:
        row.append(str(n * i))
        total += n * i
print(" ".join(row))
print(total)
