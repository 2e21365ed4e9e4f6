import sys

NAMES = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]


def month_length(y, m):
    if m == 2:
        leap = y % 4 == 0 and (y % 100 != 0 or y % 400 == 0)
        return 29 if leap else 28
    return 30 if m in (4, 6, 9, 11) else 31


date, name, *steps = sys.stdin.read().split()
year, month, day = map(int, date.split("-"))
weekday = NAMES.index(name)
total = 0
for text in steps:
    step = int(text)
    # nothing happens on a weekend: go on to Monday
    landing = (weekday + step) % 7
    if landing >= 5:
        step += 7 - landing
    weekday = (weekday + step) % 7
    total += step
    day += step
    while day > month_length(year, month):
        day -= month_length(year, month)
        month += 1
        if month > 12:
            month = 1
            year += 1
    print(f"{NAMES[weekday]} {day}/{month}")
print(year, "after", total)
