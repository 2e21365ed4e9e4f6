from bisect import bisect_left

BEFORE = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334]
WEEK = "Mon Tue Wed Thu Fri Sat Sun".split()


def is_leap(y):
    if y % 100 == 0:
        return y % 400 == 0
    return y % 4 == 0


def from_day(y, n):
    """Return month and day of the n-th day of a year, n from 1."""
    if is_leap(y) and n > 59:
        if n == 60:
            return 2, 29
        n -= 1
    m = bisect_left(BEFORE, n)
    return m, n - BEFORE[m - 1]


ymd, word = input().split()
year, month, day = (int(p) for p in ymd.split("-"))
number = BEFORE[month - 1] + day + (1 if month > 2 and is_leap(year) else 0)
w = WEEK.index(word)
moved = 0
for step in map(int, input().split()):
    days = step
    while (w + days) % 7 > 4:
        days += 1
    w = (w + days) % 7
    number += days
    moved += days
    size = 366 if is_leap(year) else 365
    if number > size:
        number -= size
        year += 1
    m, d = from_day(year, number)
    print(WEEK[w], f"{d}/{m}")
print(year, "after", moved)
