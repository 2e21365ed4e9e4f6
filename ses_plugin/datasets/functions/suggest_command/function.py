MAX_COST = 3


def edit_cost(a, b):
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        diagonal, row[0] = row[0], i
        for j, y in enumerate(b, 1):
            cost = min(row[j] + 1, row[j - 1] + 1, diagonal + (x != y))
            diagonal, row[j] = row[j], cost
    return row[-1]


def suggest_command(typed, commands):
    """'did you mean': an exact match, a unique prefix, else the nearest within MAX_COST."""
    if typed in commands:
        return typed, 0, []
    started = [c for c in commands if typed and c.startswith(typed)]
    if len(started) == 1:
        return started[0], 0, []
    costs = {}
    for command in commands:
        if abs(len(command) - len(typed)) > MAX_COST:
            continue
        costs[command] = edit_cost(typed, command)
    ranked = sorted(costs, key=lambda c: (costs[c], c))
    if not ranked or costs[ranked[0]] > MAX_COST:
        return None, -1, ranked
    return ranked[0], costs[ranked[0]], ranked[1:]
