WIN = 3

teams = []
pts, gd, gf = [], [], []


def find(name):
    if name not in teams:
        teams.append(name)
        for column in (pts, gd, gf):
            column.append(0)
    return teams.index(name)


while True:
    try:
        home, score, away = input().split()
    except EOFError:
        break
    i, j = find(home), find(away)
    if score == "void":
        continue
    x, y = map(int, score.split("-"))
    for k, made in ((i, x), (j, y)):
        gf[k] += made
        gd[k] += made
    if x == y:
        pts[i] += 1
        pts[j] += 1
    else:
        pts[i if x > y else j] += WIN

order = sorted(range(len(teams)), key=lambda k: (-pts[k], -gd[k], -gf[k], teams[k]))
for place, k in enumerate(order):
    print(place + 1, teams[k], pts[k], f"{gd[k]:+d}", gf[k])
