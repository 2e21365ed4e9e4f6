import sys

WIDTH = 10

rows = sys.stdin.read().split()
by_height = {}
for i in range(0, len(rows), 3):
    by_height.setdefault(int(rows[i + 1]), []).append((rows[i], int(rows[i + 2])))

used = 0
names = []
for height in sorted(by_height, reverse=True):
    for title, width in sorted(by_height[height]):
        if used + width > WIDTH:
            print(used, " ".join(names))
            names = [title]
            used = 0
        else:
            names.append(title)
            used += width
print(used, " ".join(names))
