import sys

GROW = 1
KEEP = 1


class Circle:
    def __init__(self, names):
        self.names = names

    def remove(self, count):
        k = (count - 1) % len(self.names)
        name = self.names[k]
        self.names = self.names[k + 1 :] + self.names[:k]
        return name


input()
for line in sys.stdin:
    parts = line.split()
    circle = Circle(parts[1:])
    count = int(parts[0])
    result = []
    for _ in range(len(circle.names) - KEEP - 1):
        result.append(circle.remove(count))
        count += GROW
    print("".join(result) or "-", "".join(circle.names), count)
