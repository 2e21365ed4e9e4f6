import sys

SLOTS = 2
RATE = 3


class Lot:
    def __init__(self):
        self.where = {}
        self.line = []
        self.money = 0

    def enter(self, car, now):
        used = [slot for slot, _ in self.where.values()]
        for slot in range(SLOTS):
            if slot not in used:
                self.where[car] = (slot, now)
                return
        self.line.append(car)

    def leave(self, car, now):
        if car in self.line:
            self.line.remove(car)
        if car not in self.where:
            return
        _, start = self.where.pop(car)
        due = (now - start) // 10 * RATE
        self.money += due
        print(car, "pays", due)
        if self.line:
            self.enter(self.line.pop(0), now)


lot = Lot()
for event in sys.stdin.read().splitlines():
    minute, action, car = event.split()
    (lot.enter if action == "in" else lot.leave)(car, int(minute))
names = {slot: car for car, (slot, _) in lot.where.items()}
print("earned", lot.money)
print("slots", *[names.get(i, "-") for i in range(SLOTS)])
print("queue", len(lot.line))
