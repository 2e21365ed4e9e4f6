from collections import deque

MAX_ROUNDS = 25


def play_war(first, second):
    a, b = deque(first), deque(second)
    rounds = ties = 0
    while a and b and rounds < MAX_ROUNDS:
        rounds += 1
        pot = []
        while a and b:
            x, y = a.popleft(), b.popleft()
            pot += [x, y]
            if x != y:
                (a if x > y else b).extend(sorted(pot, reverse=True))
                break
            ties += 1
            # one card face down from each, when there is one
            if a:
                pot.append(a.popleft())
            if b:
                pot.append(b.popleft())
        else:
            return "draw", rounds, pot
    if a and b:
        return None, (len(a), len(b)), ties
    return ("first" if a else "second"), rounds, list(a or b)
