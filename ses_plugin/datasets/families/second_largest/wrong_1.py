count = int(input())
row = [int(x) for x in input().split()]
row.sort()

if count == 1 or row[0] == row[-1]:
    print("none")
else:
    print(row[-2])
