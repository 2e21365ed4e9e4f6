import sys

CAP = 200


def common(items):
    best = min(items)
    while any(v % best for v in items):
        best -= 1
    return best


def multiple(items):
    """Smallest common multiple, or None once it passes CAP."""
    top = max(items)
    value = top
    while value <= CAP:
        if all(value % v == 0 for v in items):
            return value
        value += top
    return None


lines = sys.stdin.read().splitlines()
cells = {i: int(t) for i, t in enumerate(lines[1].split(), start=1)}
for line in lines[2:]:
    word, *rest = line.split()
    a, b = map(int, rest)
    if word == "set":
        cells[a] = b
        continue
    part = [cells[i] for i in range(a, b + 1)]
    if word == "gcd":
        print("gcd", common(part))
    else:
        m = multiple(part)
        print("lcm", "over" if m is None else m)
print("sum", sum(cells.values()))
