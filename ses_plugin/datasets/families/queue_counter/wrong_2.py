import sys

DESKS = 2
PATIENCE = 4


class Desk:
    def __init__(self, number):
        self.number = number
        self.until = 0
        self.total = 0

    def serve(self, start, minutes):
        self.until = start + minutes
        self.total += minutes
        return f"{self.number}@{start}"


desks = [Desk(i) for i in range(1, DESKS + 1)]
lost = 0
log = []
for row in sys.stdin.read().splitlines():
    t, minutes = [int(v) for v in row.split()]
    desk = min(desks, key=lambda d: d.until)
    start = t if desk.until <= t else desk.until
    if start - t < PATIENCE:
        log.append(desk.serve(start, minutes))
    else:
        lost += 1

print(*log)
print("busy", *[d.total for d in desks])
print("lost", lost)
print("closed at", max(d.until for d in desks))
