NAMES = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]


def is_leap(year):
    return (year % 4 == 0 and year % 100 != 0) or year % 400 == 0


def days_in_month(year, month):
    if month == 2:
        return 29 if is_leap(year) else 28
    if month in (4, 6, 9, 11):
        return 30
    return 31


def date_after(year, month, day, days):
    """Return the date so many days after a date."""
    day += days
    while day > days_in_month(year, month):
        day -= days_in_month(year, month)
        month += 1
        if month == 13:
            month = 1
            year += 1
    return year, month, day


first, name = input().split()
y, m, d = map(int, first.split("-"))
start = NAMES.index(name)
passed = 0
year = y
for step in map(int, input().split()):
    passed += step
    while NAMES[(start + passed) % 7] in ("Sat", "Sun"):
        passed += 1
    year, month, day = date_after(y, m, d, passed)
    print(f"{NAMES[(start + passed) % 7]} {day}/{month}")
print(year, "after", passed)
