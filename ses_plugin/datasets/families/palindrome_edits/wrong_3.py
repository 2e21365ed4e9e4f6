import sys

RETYPE = 6


class Shop:
    def __init__(self):
        self.bill = 0
        self.total = 0

    def charge(self, a, b):
        step = (ord(a) - ord(b)) % 26
        self.bill += min(step, 26 - step, RETYPE)

    def mend(self, word):
        chars = list(word)
        for i in range(len(chars) // 2):
            j = len(chars) - 1 - i
            self.charge(chars[i], chars[j])
            chars[i] = chars[j] = min(chars[i], chars[j])
        self.total += self.bill
        return "".join(chars)


shop = Shop()
for word in sys.stdin.read().split()[1:]:
    mended = shop.mend(word)
    print(mended, shop.bill)
print("total", shop.total)
