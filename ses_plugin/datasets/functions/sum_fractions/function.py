def gcd(a, b):
    while b:
        a, b = b, a % b
    return a


def normal(num, den):
    g = gcd(abs(num), den)
    return num // g, den // g


def sum_fractions(terms):
    """Add fractions given as (numerator, denominator).

    Returns the mixed number (whole, numerator, denominator), the whole part rounded
    towards zero, and the index at which the running sum was largest.
    """
    total = (0, 1)
    best, best_at = None, -1
    for i, (num, den) in enumerate(terms):
        if den < 0:
            num, den = -num, -den
        total = normal(total[0] * den + num * total[1], total[1] * den)
        if best is None or total[0] * best[1] > best[0] * total[1]:
            best, best_at = total, i
    num, den = total
    whole = abs(num) // den
    if num < 0:
        whole = -whole
    return (whole, abs(num) % den, den), best_at
