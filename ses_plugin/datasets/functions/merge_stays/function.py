from datetime import date, timedelta


def merge_stays(year, stays, gap_days=1):
    """Join stays, given as ((month, day), (month, day)), that overlap or lie close together.

    Returns the joined stays with their nights, and the positions of those
    that end before they begin or hold no real date.
    """
    spans = []
    refused = []
    for position, (first, last) in enumerate(stays):
        try:
            a, b = date(year, *first), date(year, *last)
        except ValueError:
            refused.append(position)
            continue
        if b < a:
            refused.append(position)
        else:
            spans.append((a, b))
    spans.sort()
    merged = []
    for a, b in spans:
        if merged and a <= merged[-1][1] + timedelta(days=gap_days):
            merged[-1][1] = max(merged[-1][1], b)
        else:
            merged.append([a, b])
    pretty = []
    for a, b in merged:
        end = f"{b.day}" if a.month == b.month else f"{b.month}/{b.day}"
        pretty.append(f"{a.month}/{a.day}-{end} {(b - a).days}n")
    return pretty, refused
