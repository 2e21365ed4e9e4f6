import re

UNITS = {"s": 1, "m": 60, "h": 3600}
PART = re.compile(r"(\d+)\s*([smh])")


def parse_duration(items, default_unit="m"):
    """Add up durations such as '1h 30m', '45s' or a bare '20'.

    Units must go from large to small; what cannot be read is handed back.
    """
    total, rejected = 0, []
    for raw in items:
        text = raw.strip().lower()
        if text.isdigit():
            total += int(text) * UNITS[default_unit]
            continue
        sign = 1
        if text.startswith("-"):
            sign, text = -1, text[1:]
        seconds, pos, last = 0, 0, 10**6
        for match in PART.finditer(text):
            amount, unit = match.groups()
            gap = text[pos:match.start()]
            if gap.strip() or UNITS[unit] >= last:
                break
            seconds += int(amount) * UNITS[unit]
            last = UNITS[unit]
            pos = match.end()
        if pos == 0 or pos < len(text):
            rejected.append(raw)
        else:
            total += sign * seconds
    return total, rejected
