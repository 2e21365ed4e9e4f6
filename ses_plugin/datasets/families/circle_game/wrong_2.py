import sys

GROW = 1
KEEP = 1

lines = sys.stdin.read().split("\n")
total = int(lines[0])
count = int(lines[1].split()[0])
for g in range(1, total + 1):
    circle = lines[g].split()[1:]
    lost = []
    i = 0
    while len(circle) > KEEP:
        for _ in range(count - 1):
            i = i + 1 if i + 1 < len(circle) else 0
        lost.append(circle[i])
        del circle[i]
        i %= len(circle)
        count += GROW
    shown = circle[i:] + circle[:i]
    print("".join(lost) if lost else "-", "".join(shown), count)
