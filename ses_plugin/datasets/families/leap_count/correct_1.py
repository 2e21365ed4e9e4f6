a, b = map(int, input().split())
count = 0
first = "none"
for year in range(a, b + 1):
    if year % 400 == 0 or (year % 4 == 0 and year % 100 != 0):
        count += 1
        if count == 1:
            first = year
print(count)
print(first)
