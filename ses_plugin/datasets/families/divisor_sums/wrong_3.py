import sys

SLACK = 1


class Entry:
    def __init__(self, n):
        self.n = n
        self.total = 0
        for d in range(1, max(2, n // 2)):
            if d < n and n % d == 0:
                self.total += d

    def excess(self):
        return self.total - self.n

    def kind(self):
        if abs(self.excess()) <= SLACK:
            return "balanced"
        if self.excess() > 0:
            return "rich"
        return "poor"


entries = [Entry(int(t)) for t in sys.stdin.read().split()]
for e in entries:
    print(e.n, e.total, e.kind())
# max keeps the first of equals
leader = max(entries, key=lambda e: e.excess())
print("top", leader.n, leader.excess())
