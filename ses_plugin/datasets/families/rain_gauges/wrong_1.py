import sys

WET = 2

run = 0
for line in sys.stdin:
    name, *cells = line.split()
    total = top = day = best = 0
    for i, cell in enumerate(cells):
        if cell == "x":
            continue
        rain = int(cell)
        total += rain
        if rain > top:
            top, day = rain, i + 1
        if rain >= WET:
            run += 1
            best = max(best, run)
        else:
            run = 0
    print(name, f"{total} run={best} day={day}" if total else "dry")
