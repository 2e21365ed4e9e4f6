import sys

WET = 2

for line in sys.stdin:
    name, *readings = line.split()
    total = run = longest = peak = 0
    peak_day = None
    for day, text in enumerate(readings, 1):
        if text == "x":  # missing: neither wet nor dry
            continue
        mm = int(text)
        total += mm
        run = run + 1 if mm >= WET else 0
        longest = max(longest, run)
        if mm > peak:
            peak, peak_day = mm, day
    if total == 0:
        print(name, "dry")
    else:
        print(name, total, f"run={longest}", f"day={peak_day}")
