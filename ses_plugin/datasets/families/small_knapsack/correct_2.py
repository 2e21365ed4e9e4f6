import sys


PADDING = 1


def pack(k, room):
    """Best (value, left, names) that uses only the first k items."""
    if k == 0:
        return 0, room, []
    without = pack(k - 1, room)
    need = items[k - 1][0] + PADDING
    if need > room:
        return without
    value, left, names = pack(k - 1, room - need)
    value += items[k - 1][1]
    if value > without[0]:
        return value, left, names + [str(k)]
    return without


first, *others = sys.stdin.read().splitlines()
capacity = int(first.split()[1])
items = [tuple(map(int, line.split())) for line in others]
value, left, names = pack(len(items), capacity)
print(f"value {value} left {left}")
print(" ".join(["items"] + names))
