import sys

lines = sys.stdin.read().splitlines()

teams = []
for line in lines:
    home, score, away = line.split()
    if home not in teams:
        teams.append(home)
    if away not in teams:
        teams.append(away)


def results(team):
    """Goals of the team and of the other side in each match that counts."""
    out = []
    for line in lines:
        home, score, away = line.split()
        if score == "void":
            continue
        x, y = score.split("-")
        if home == team:
            out.append((int(x), int(y)))
        elif away == team:
            out.append((int(y), int(x)))
    return out


def points(team):
    total = 0
    for mine, theirs in results(team):
        if mine > theirs:
            total += 3
        elif mine == theirs:
            total += 1
    return total


def difference(team):
    return sum(mine - theirs for mine, theirs in results(team))


def goals(team):
    return sum(mine for mine, theirs in results(team))


def better(a, b):
    if points(a) != points(b):
        return points(a) > points(b)
    if difference(a) != difference(b):
        return difference(a) > difference(b)
    if goals(a) != goals(b):
        return goals(a) > goals(b)
    return a < b


for i in range(len(teams)):
    for j in range(i + 1, len(teams)):
        if better(teams[j], teams[i]):
            teams[i], teams[j] = teams[j], teams[i]

for i, team in enumerate(teams):
    print(i + 1, team, points(team), f"{difference(team):+d}", goals(team))
