week = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
first, name = input().split()
year, month, day = [int(part) for part in first.split("-")]
jumps = [int(j) for j in input().split()]
pos = week.index(name)
passed = 0

for jump in jumps:
    pos = (pos + jump) % 7
    extra = {5: 2, 6: 1}.get(pos, 0)
    passed += jump + extra
    day += jump + extra
    lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    if year % 400 == 0 or (year % 4 == 0 and year % 100 != 0):
        lengths[1] = 29
    while day > lengths[month - 1]:
        day -= lengths[month - 1]
        month += 1
        if month == 13:
            year, month = year + 1, 1
    print(week[pos], f"{day}/{month}")

print(year, "after", passed)
