import sys

MAX_COINS = 5


class Machine:
    def __init__(self, text):
        self.box = {}
        for item in text.split():
            c, n = item.split("x")
            self.box[int(c)] = int(n)
        self.sold = 0

    def buy(self, price, paid):
        rest = sum(paid) - price
        if rest < 0:
            return f"short {-rest}"
        box = self.box.copy()
        for c in paid:
            box[c] += 1
        out = []
        for c in sorted(box)[::-1]:
            want = rest // c
            if want == 0 or box[c] < want:
                continue
            box[c] -= want
            rest -= want * c
            out += [str(c)] * want
        if rest > 0 or len(out) > MAX_COINS:
            return f"refund {sum(paid)}"
        self.box = box
        self.sold += price
        return " ".join(["ok"] + out)


machine = Machine(sys.stdin.readline())
for line in sys.stdin:
    price, *paid = map(int, line.split())
    print(machine.buy(price, paid))
print("sold", machine.sold)
print("left", *[n for c, n in sorted(machine.box.items())])
