import heapq
from collections import deque

SLOTS = 2
RATE = 3


def price(minutes):
    blocks, extra = divmod(minutes, 10)
    return RATE * (blocks + (extra > 0))


free = list(range(SLOTS))
parked = {}
waiting = deque()
total = 0
while True:
    try:
        stamp, what, plate = input().split()
    except EOFError:
        break
    now = int(stamp)
    if what == "in":
        waiting.append(plate)
    elif plate in parked:
        slot, start = parked.pop(plate)
        heapq.heappush(free, slot)
        total += price(now - start)
        print(plate, "pays", price(now - start))
    else:
        waiting = deque(p for p in waiting if p != plate)
    while free and waiting:
        parked[waiting.popleft()] = (heapq.heappop(free), now)

shown = ["-"] * SLOTS
for plate, (slot, _) in parked.items():
    shown[slot] = plate
print("earned", total)
print("slots", " ".join(shown))
print("queue", len(waiting))
