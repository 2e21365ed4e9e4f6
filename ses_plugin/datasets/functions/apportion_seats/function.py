THRESHOLD = 5  # percent


def apportion_seats(votes, seats):
    """Highest averages; a tie goes to the list with fewer seats so far, then to the first one."""
    total = sum(votes.values())
    if total == 0:
        return dict.fromkeys(votes, 0), None
    won = {name: 0 for name, n in votes.items() if n * 100 >= THRESHOLD * total}
    last = None
    for _ in range(seats):
        pick = None
        for name in won:
            if pick is None:
                pick = name
                continue
            left = votes[name] * (won[pick] + 1)
            right = votes[pick] * (won[name] + 1)
            if left > right or left == right and won[name] < won[pick]:
                pick = name
        won[pick] += 1
        last = pick
    return won, last
