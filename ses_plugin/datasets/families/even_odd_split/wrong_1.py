count = int(input())
row = input().split()
even, odd = [], []
for i in range(count):
    if i % 2 == 0:
        even.append(row[i])
    else:
        odd.append(row[i])
print(" ".join(even) if even else "none")
print(" ".join(odd) if odd else "none")
