BOARD = 30


def climb_ladders(rolls, jumps, players=2):
    """Play a board race; a six (or more) grants another turn, overshooting bounces back."""
    at = [0] * players
    jumped = 0
    turn = 0
    for n, roll in enumerate(rolls, 1):
        square = at[turn] + roll
        if square > BOARD:
            square = BOARD - (square - BOARD)
        if square in jumps:
            square = jumps[square]
            jumped += 1
        # landing on somebody sends them home
        for other in range(players):
            if other != turn and at[other] == square:
                at[other] = 0
        at[turn] = square
        if square == BOARD:
            return f"player {turn + 1} wins at roll {n}, {jumped} jumps, {at}"
        if roll < 6:
            turn = (turn + 1) % players
    return f"open after {len(rolls)} rolls, {jumped} jumps, {at}"
