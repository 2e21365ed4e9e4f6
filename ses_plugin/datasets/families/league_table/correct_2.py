WIN = 3


class Team:
    def __init__(self, name):
        self.name = name
        self.points = 0
        self.scored = 0
        self.conceded = 0

    def play(self, mine, theirs):
        self.scored += mine
        self.conceded += theirs
        self.points += WIN if mine > theirs else int(mine == theirs)

    def beats(self, other):
        for a, b in (
            (self.points, other.points),
            (self.scored - self.conceded, other.scored - other.conceded),
            (self.scored, other.scored),
        ):
            if a != b:
                return a > b
        return self.name < other.name


teams = {}
try:
    while True:
        left, result, right = input().split()
        for name in (left, right):
            if name not in teams:
                teams[name] = Team(name)
        if result != "void":
            x, y = (int(n) for n in result.split("-"))
            teams[left].play(x, y)
            teams[right].play(y, x)
except EOFError:
    pass

for t in teams.values():
    t.place = 1 + sum(u.beats(t) for u in teams.values())
for t in sorted(teams.values(), key=lambda t: t.place):
    print(t.place, t.name, t.points, f"{t.scored - t.conceded:+d}", t.scored)
