import sys

SLOTS = 2
RATE = 3

tokens = sys.stdin.read().split()
slots = ["-"] * SLOTS
queue, arrived, earned = [], {}, 0

for i in range(0, len(tokens), 3):
    t, kind, car = int(tokens[i]), tokens[i + 1], tokens[i + 2]
    if kind == "in":
        arrived[car] = t
        if "-" in slots:
            slots[slots.index("-")] = car
        else:
            queue.append(car)
    elif car in slots:
        cost = -(-(t - arrived[car]) // 10) * RATE
        earned += cost
        print(f"{car} pays {cost}")
        slots[slots.index(car)] = queue.pop(0) if queue else "-"
    elif car in queue:
        queue.remove(car)

print("earned", earned)
print("slots", *slots)
print("queue", len(queue))
