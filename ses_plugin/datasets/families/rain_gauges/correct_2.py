import sys

WET = 2


def longest_run(values):
    best = 0
    start = 0
    while start < len(values):
        stop = start
        while stop < len(values) and values[stop] >= WET:
            stop += 1
        best = max(best, stop - start)
        start = stop + 1
    return best


def report(name, words):
    known = [int(w) for w in words if w != "x"]
    total = sum(known)
    if not total:
        return f"{name} dry"
    day = words.index(str(max(known))) + 1
    return f"{name} {total} run={longest_run(known)} day={day}"


for row in sys.stdin.read().splitlines():
    fields = row.split()
    print(report(fields[0], fields[1:]))
