def submask_sums(weights, mask, target):
    hits = []
    nearest = None
    sub = mask
    while True:
        total = 0
        rest = sub
        while rest:
            low = rest & -rest
            total += weights[low.bit_length() - 1]
            rest ^= low
        if total == target:
            hits.append(sub)
        gap = abs(target - total)
        if nearest is None or gap < nearest[0]:
            nearest = (gap, sub)
        if sub == 0:
            break
        sub = (sub - 1) & mask
    return hits or nearest
