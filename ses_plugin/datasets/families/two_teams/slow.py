n, m = map(int, input().split())
pairs = []
for _ in range(m):
    a, b = map(int, input().split())
    pairs.append((a, b))


def rivals(person):
    found = []
    for a, b in pairs:
        if a == person:
            found.append(b)
        if b == person:
            found.append(a)
    return found


def split(first):
    """Return the two teams of the group of a person, and whether there is a clash."""
    team = {first: 0}
    queue = [first]
    clash = False
    while queue:
        person = queue.pop(0)
        for other in rivals(person):
            if other not in team:
                team[other] = 1 - team[person]
                queue.append(other)
            elif team[other] == team[person]:
                clash = True
    return team, clash


invited = 0
for person in range(1, n + 1):
    team, clash = split(person)
    if min(team) < person:
        continue
    if clash:
        print(f"{person}: clash of {len(team)}")
    else:
        ones = sum(team.values())
        print(f"{person}: {len(team) - ones} against {ones}")
        invited += max(ones, len(team) - ones)
print("invited", invited)
