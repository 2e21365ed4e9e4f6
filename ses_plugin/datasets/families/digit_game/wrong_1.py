BASE = 10

games = int(input())
for g in range(games):
    row = [int(c) for c in input()]
    score = 0
    rounds = 0
    changed = True
    while changed:
        changed = False
        i = 0
        while i + 1 < len(row):
            if row[i] == row[i + 1]:
                row[i] = 2 * row[i] % BASE
                del row[i + 1]
                score += row[i] * (rounds + 1)
                changed = True
            else:
                i += 1
        if changed:
            rounds += 1
    print(*row, sep="", end=f" {rounds} {score}\n")
