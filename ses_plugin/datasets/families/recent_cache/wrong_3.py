import sys
from collections import deque

CAPACITY = 2


def fetch(key):
    for pair in recent:
        if pair[0] == key:
            recent.remove(pair)
            recent.append(pair)
            return pair[1]
    return "miss " + key


recent = deque()
for line in sys.stdin:
    match line.split():
        case ["put", key, value]:
            if fetch(key) != "miss " + key:
                recent.pop()
            elif len(recent) == CAPACITY:
                print("drop", recent.popleft()[0])
            recent.append((key, value))
        case ["get" | "look", key]:
            print(fetch(key))
print("left", *[key for key, _ in recent])
