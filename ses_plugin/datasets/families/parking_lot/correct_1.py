import sys

SLOTS = 2
RATE = 3

slots = [None] * SLOTS
since = {}
queue = []
earned = 0

for line in sys.stdin:
    time, action, car = line.split()
    time = int(time)
    if action == "in":
        if None in slots:
            place = slots.index(None)
            slots[place] = car
            since[car] = time
        else:
            queue.append(car)
        continue
    if car in queue:
        queue.remove(car)
    elif car in slots:
        place = slots.index(car)
        blocks = (time - since.pop(car) + 9) // 10  # started blocks count
        earned += RATE * blocks
        print(f"{car} pays {RATE * blocks}")
        slots[place] = None
        if queue:
            car = queue.pop(0)
            slots[place] = car
            since[car] = time

print("earned", earned)
print("slots", *[s or "-" for s in slots])
print("queue", len(queue))
