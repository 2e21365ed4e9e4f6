def is_leap(year):
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def month_length(year, month):
    if month == 2:
        return 29 if is_leap(year) else 28
    return 30 if month in (4, 6, 9, 11) else 31


def shift_dates(start, steps):
    """Apply steps like '+3d', '-1m', '+1y' or 'eom' to a (year, month, day) tuple.

    Returns each date reached; month and year steps clamp the day.
    """
    year, month, day = start
    trail = []
    for step in steps:
        if step == "eom":
            day = month_length(year, month)
        else:
            n, unit = int(step[:-1]), step[-1]
            if unit == "d":
                day += n
                while day < 1:
                    month -= 1
                    if month == 0:
                        year, month = year - 1, 12
                    day += month_length(year, month)
                while day > month_length(year, month):
                    day -= month_length(year, month)
                    month += 1
                    if month == 13:
                        year, month = year + 1, 1
            else:
                index = year * 12 + month - 1 + (n if unit == "m" else 12 * n)
                year, month = index // 12, index % 12 + 1
                day = min(day, month_length(year, month))
        trail.append((year, month, day))
    return trail
