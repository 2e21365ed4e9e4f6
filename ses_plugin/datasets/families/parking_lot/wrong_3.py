import math
import sys
from collections import deque

SLOTS = 2
RATE = 3

park = {}  # slot number -> (car, minute)
queue = deque()
income = 0
for raw in sys.stdin:
    minute, action, car = raw.split()
    minute = int(minute)
    if action == "in":
        empty = [s for s in range(SLOTS) if s not in park]
        if empty:
            park[empty[0]] = (car, minute)
        else:
            queue.append(car)
    else:
        for s, (name, start) in list(park.items()):
            if name == car:
                due = math.ceil((minute - start) / 10) * RATE
                income += due
                print(f"{name} pays {due}")
                del park[s]
                if queue:
                    park[s] = (queue.popleft(), minute)

print("earned", income)
print("slots", *[park[s][0] if s in park else "-" for s in range(SLOTS)])
print("queue", len(queue))
