CAP = 6


def merge_counts(base, *updates):
    """Fold the updates into base, in place.

    A key whose count drops to zero or less goes away; what is above CAP spills into "rest".
    """
    dropped = 0
    for update in updates:
        for key, n in update.items():
            if key in base:
                base[key] += n
                if base[key] <= 0:
                    del base[key]
                    dropped += 1
            elif n > 0:
                base[key] = n
        for key in sorted(base):
            if key != "rest" and base[key] > CAP:
                base["rest"] = base.get("rest", 0) + base[key] - CAP
                base[key] = CAP
    base["_dropped"] = dropped
    return base
