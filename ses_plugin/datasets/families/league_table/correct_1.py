import sys

WIN = 3

table = {}
for line in sys.stdin:
    home, score, away = line.split()
    for team in (home, away):
        table.setdefault(team, [0, 0, 0])
    if score == "void":
        continue
    h, a = map(int, score.split("-"))
    table[home][1] += h - a
    table[away][1] += a - h
    table[home][2] += h
    table[away][2] += a
    if h > a:
        table[home][0] += WIN
    elif a > h:
        table[away][0] += WIN
    else:
        table[home][0] += 1
        table[away][0] += 1

# points, then goal difference, then goals, then name
order = sorted(table, key=lambda t: (-table[t][0], -table[t][1], -table[t][2], t))
for place, team in enumerate(order, 1):
    points, diff, goals = table[team]
    print(f"{place} {team} {points} {diff:+d} {goals}")
