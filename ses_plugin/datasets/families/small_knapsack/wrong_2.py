import sys

PADDING = 1


class Item:
    def __init__(self, number, line):
        self.number = number
        weight, self.value = map(int, line.split())
        self.size = weight + PADDING


n, space = map(int, sys.stdin.readline().split())
items = [Item(k, sys.stdin.readline()) for k in range(1, n + 1)]
gained = 0
packed = []
for item in sorted(items, key=lambda it: (-it.value, it.size)):
    # still fits
    if item.size <= space:
        space -= item.size
        gained += item.value
        packed.append(item.number)
print("value", gained, "left", space)
print("items", *sorted(packed))
