import sys

GAP = 10


class Block:
    def __init__(self, start, stop):
        self.start = start
        self.stop = stop

    def near(self, other):
        return self.start < other.stop + GAP and other.start < self.stop + GAP

    def __str__(self):
        a, b = divmod(self.start, 60), divmod(self.stop, 60)
        return f"{a[0]}:{a[1]:02} {b[0]}:{b[1]:02} {self.stop - self.start}"


def parse(word):
    hours, mins = map(int, word.split(":"))
    return 60 * hours + mins


blocks = []
for line in sys.stdin:
    new = Block(*map(parse, line.split("-")))
    rest = []
    for old in blocks:
        if new.near(old):
            new = Block(min(new.start, old.start), max(new.stop, old.stop))
        else:
            rest.append(old)
    blocks = rest + [new]
    blocks.sort(key=lambda b: b.start)
print(*blocks, sep="\n")
print("blocks", len(blocks), "busy", sum(b.stop - b.start for b in blocks))
