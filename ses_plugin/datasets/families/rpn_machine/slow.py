import sys

OPERATIONS = ["+", "-", "*", "/", "swap", "over", "drop"]


def apply(op, a, b):
    if op == "swap":
        return [b, a]
    if op == "over":
        return [a, b, a]
    if op == "/":
        if b == 0:
            return [0]
        q = abs(a) // abs(b)
        return [q if a * b >= 0 else -q]
    if op == "+":
        r = a + b
    elif op == "-":
        r = a - b
    else:
        r = a * b
    return [max(-50, min(50, r))]


def solve(line):
    # (token, place in the line); numbers that were computed have place 0
    items = [(t, p) for p, t in enumerate(line.split(), 1)]
    while True:
        # look for the first operation that is left
        where = -1
        for i in range(len(items)):
            if items[i][0] in OPERATIONS:
                where = i
                break
        if where == -1:
            break
        op, place = items[where]
        if where < (1 if op == "drop" else 2):
            return "error at " + str(place)
        if op == "drop":
            items = items[:where - 1] + items[where + 1:]
        else:
            a, b = int(items[where - 2][0]), int(items[where - 1][0])
            new = [(str(v), 0) for v in apply(op, a, b)]
            items = items[:where - 2] + new + items[where + 1:]
    if not items:
        return "empty"
    return " ".join(str(int(t)) for t, _ in items)


for line in sys.stdin:
    print(solve(line))
