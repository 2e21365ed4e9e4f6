import sys
from collections import defaultdict

WIN = 3

points = defaultdict(int)
diff = defaultdict(int)
goals = defaultdict(int)


def record(team, made, let_in):
    goals[team] += made
    diff[team] += made - let_in
    if made > let_in:
        points[team] += WIN
    elif made == let_in:
        points[team] += 1


names = set()
for row in sys.stdin.read().splitlines():
    one, score, two = row.split()
    names |= {one, two}
    p = q = 0
    if "-" in score:
        p, q = map(int, score.split("-"))
    record(one, p, q)
    record(two, q, p)

ranking = sorted((-points[n], -diff[n], -goals[n], n) for n in names)
for i, (p, d, g, n) in enumerate(ranking):
    print(i + 1, n, -p, f"{-d:+d}", -g)
