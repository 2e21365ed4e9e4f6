import sys

WET = 2

for line in sys.stdin.read().strip().split("\n"):
    name, *days = line.split()
    series = [(int(d), i) for i, d in enumerate(days, 1) if d != "x"]
    total = sum(mm for mm, _ in series)
    if total == 0:
        print(f"{name} dry")
        continue
    longest = 0
    run = 0
    for mm, _ in series:
        if mm >= WET:
            run += 1
        else:
            if run > longest:
                longest = run
            run = 0
    top = max(mm for mm, _ in series)
    first = min(i for mm, i in series if mm == top)
    print(f"{name} {total} run={longest} day={first}")
