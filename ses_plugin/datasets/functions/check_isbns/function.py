PREFIX = "978"


def _digits(code):
    kept = []
    for c in code.upper():
        if c.isdigit():
            kept.append(int(c))
        elif c == "X":
            kept.append(10)
        elif c not in "- ":
            return None
    return kept


def check_isbns(codes):
    """For each code: its ISBN-13, or the reason it fails."""
    results = []
    for code in codes:
        d = _digits(code)
        if d is None:
            results.append("bad character")
        elif len(d) == 10:
            if 10 in d[:9]:
                results.append("X inside")
                continue
            check = sum((10 - i) * n for i, n in enumerate(d)) % 11
            if check:
                results.append(f"off by {check}")
                continue
            body = [int(c) for c in PREFIX] + d[:9]
            total = 0
            for i, n in enumerate(body):
                total += n * (3 if i % 2 else 1)
            body.append(-total % 10)
            results.append("".join(map(str, body)))
        elif len(d) == 13 and 10 not in d:
            total = sum(d[::2]) + 3 * sum(d[1::2])
            results.append("ok" if total % 10 == 0 else f"ends in {(d[-1] - total) % 10}")
        else:
            results.append(f"{len(d)} digits")
    return results
