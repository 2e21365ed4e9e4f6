n, m, k = (int(x) for x in input().split())
row = [n * (i + 1) for i in range(m)]
total = 0
for i in range(m):
    if i != k:
        total += row[i]
        row[i] = str(row[i])
    else:
        row[i] = "_"
print(" ".join(row))
print(total)
