import sys

MAX_STEPS = 25
ADD = 1


class Hailstone:
    def __init__(self, start):
        self.start = self.value = self.peak = start
        self.steps = 0
        self.odd = 0

    def step(self):
        if self.value & 1:
            self.value = 3 * self.value + ADD
            self.odd += 1
        else:
            self.value >>= 1
        self.steps += 1
        if self.value > self.peak:
            self.peak = self.value


record = 0
holders = []
for word in sys.stdin.readline().split():
    h = Hailstone(int(word))
    while h.value != 1 and h.steps < MAX_STEPS:
        h.step()
    print(f"{h.start}: {h.steps} steps, peak {h.peak}, odd {h.odd}, at {h.value}")
    if h.steps >= record:
        record = h.steps
        holders.append(h.start)
print("records", *holders)
