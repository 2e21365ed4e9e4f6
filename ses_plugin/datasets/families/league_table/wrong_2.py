import sys

WIN = 3


def main():
    stats = {}
    for line in sys.stdin:
        a, score, b = line.split()
        stats.setdefault(a, {"pts": 0, "gd": 0, "gf": 0})
        stats.setdefault(b, {"pts": 0, "gd": 0, "gf": 0})
        if score == "void":
            continue
        x, y = [int(s) for s in score.split("-")]
        winner = a if x >= y else b
        stats[winner]["pts"] += 1 if x == y else WIN
        for team, us, them in ((a, x, y), (b, y, x)):
            stats[team]["gd"] += us - them
            stats[team]["gf"] += us
    rows = sorted(stats.items())
    rows.sort(key=lambda kv: (kv[1]["pts"], kv[1]["gd"], kv[1]["gf"]), reverse=True)
    for n, (team, s) in enumerate(rows, start=1):
        print(f"{n} {team} {s['pts']} {s['gd']:+d} {s['gf']}")


main()
