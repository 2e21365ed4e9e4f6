PENALTY = 2


def rank_players(results):
    """Standard competition ranking (1, 2, 2, 4) of (name, wins, draws, fouls) rows.

    Equal points are separated by wins for the order shown, but still share the rank.
    """
    def points(row):
        _, wins, draws, fouls = row
        total = 3 * wins + draws
        if fouls > 2:
            total -= PENALTY * (fouls - 2)
        return max(total, 0)

    table = sorted(results, key=lambda row: (-points(row), -row[1], row[0]))
    ranks = []
    previous = rank = None
    for position, row in enumerate(table, start=1):
        score = points(row)
        if score != previous:
            rank = position
            previous = score
        ranks.append((rank, row[0], score))
    return ranks
