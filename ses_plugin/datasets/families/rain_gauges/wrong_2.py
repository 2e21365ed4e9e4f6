import sys

WET = 2


class Gauge:
    def __init__(self, name):
        self.name = name
        self.total = 0
        self.run = 0
        self.longest = 0
        self.peak = (0, 0)

    def read(self, day, mm):
        self.total += mm
        self.run = self.run + 1 if mm >= WET else 0
        self.longest = max(self.longest, self.run)
        self.peak = max(self.peak, (mm, day))


for line in sys.stdin:
    words = line.split()
    gauge = Gauge(words[0])
    for day in range(1, len(words)):
        if words[day] != "x":
            gauge.read(day, int(words[day]))
    if gauge.total:
        print(gauge.name, gauge.total, f"run={gauge.longest} day={gauge.peak[1]}")
    else:
        print(gauge.name, "dry")
