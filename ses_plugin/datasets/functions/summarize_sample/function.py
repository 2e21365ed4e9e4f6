def median(values):
    ordered = sorted(values)
    mid, odd = divmod(len(ordered), 2)
    if odd:
        return ordered[mid]
    return (ordered[mid - 1] + ordered[mid]) / 2


def modes(values):
    tally = {}
    for v in values:
        tally[v] = tally.get(v, 0) + 1
    top = max(tally.values())
    return [v for v in tally if tally[v] == top]


def summarize_sample(values, trim=0):
    """Describe a sample after dropping `trim` values at both ends (never all of them)."""
    if not values:
        return None
    values = list(values)
    while trim > 0 and len(values) > 2:
        values.remove(min(values))
        values.remove(max(values))
        trim -= 1
    mid = median(values)
    above = [v for v in values if v > mid]
    return {
        "n": len(values),
        "median": mid,
        "modes": modes(values),
        "spread": max(values) - min(values),
        "excess": sum(above) - mid * len(above),
    }
