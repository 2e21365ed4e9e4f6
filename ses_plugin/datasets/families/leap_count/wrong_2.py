line = input()
low, high = line.split()
low = int(low)
high = int(high)

total = 0
first = None
year = low
while year <= high:
    if year % 4 == 0 and year % 100 != 0:
        total += 1
        if first is None:
            first = year
    year += 1

print(total)
print("none" if first is None else first)
