import sys

KINDS = ["equilateral", "isosceles", "scalene", "none"]


def kind(sides):
    short, middle, long = sorted(sides)
    if short + middle <= long:
        return 3
    return len({short, middle, long}) - 1


lines = sys.stdin.read().splitlines()
counts = [0, 0, 0, 0]
for line in lines[1:]:
    counts[kind(map(int, line.split()))] += 1
for name, count in zip(KINDS, counts):
    print(f"{name} {count}")
