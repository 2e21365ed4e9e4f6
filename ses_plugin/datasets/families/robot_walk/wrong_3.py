SIZE = 5


class Robot:
    def __init__(self, x, y):
        self.pos = [x, y]
        self.turns = 0
        self.seen = {(x, y)}
        self.bumps = 0

    def go(self, count, sign, rocks):
        axis = 1 - self.turns % 2
        delta = sign if self.turns % 4 < 2 else -sign
        for _ in range(count):
            new = list(self.pos)
            new[axis] += delta
            if new[axis] < 0 or new[axis] > SIZE or tuple(new) in rocks:
                self.bumps += 1
                return
            self.pos = new
            self.seen.add(tuple(new))


robot = Robot(*map(int, input().split()))
rocks = set()
for item in input().split()[1:]:
    a, b = item.split(",")
    rocks.add((int(a), int(b)))
for c in input().split():
    if c == "R":
        robot.turns += 1
    elif c == "L":
        robot.turns += 3
    else:
        robot.go(int(c[1:]), 1 if c[0] == "F" else -1, rocks)

print(*robot.pos, "NESW"[robot.turns % 4])
print("cells", len(robot.seen))
print("bumps", robot.bumps)
