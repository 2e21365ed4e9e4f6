import sys

NAMES = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def size(y, m):
    if m in (4, 6, 9, 11):
        return 30
    if m != 2:
        return 31
    return 29 if (y % 4 == 0 and y % 100 != 0) or y % 400 == 0 else 28


class Day:
    def __init__(self, text, name):
        self.y, self.m, self.d = (int(x) for x in text.split("-"))
        self.w = NAMES.index(name)

    def add(self, n):
        self.w = (self.w + n) % 7
        self.d += n
        while self.d > size(self.y, self.m):
            self.m += 1
            if self.m == 13:
                self.y, self.m = self.y + 1, 1
            self.d -= size(self.y, self.m)


words = sys.stdin.read().split()
when = Day(words[0], words[1])
count = 0
for word in words[2:]:
    jump = int(word)
    when.add(jump)
    count += jump
    while when.w >= 5:
        when.add(1)
        count += 1
    print(NAMES[when.w], f"{when.d}/{when.m}")
print(when.y, "after", count)
