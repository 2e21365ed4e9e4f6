LEAP = 3


class Stairs:
    def __init__(self, height, broken):
        self.height = height
        self.short = [1]
        self.leap = [0]
        for i in range(1, height + 1):
            # arrivals by a jump shorter than LEAP
            total = 0
            for j in range(max(0, i - LEAP + 1), i):
                total += self.short[j] + self.leap[j]
            if i in broken:
                total = 0
            self.short.append(total)
            self.leap.append(self.short[i - LEAP] if i >= LEAP else 0)

    def at(self, i):
        return self.short[i] + self.leap[i]


t = int(input())
for _ in range(t):
    height, *broken = [int(x) for x in input().split()]
    stairs = Stairs(height, broken)
    row = [stairs.at(i) for i in range(1, height + 1)]
    print(*row)
    print("top", row[-1], "leaping", stairs.leap[height], "unreached", row.count(0))
