CURRENCY = "$"
GROUP = 3


def format_cents(cents):
    sign = "-" if cents < 0 else ""
    whole, frac = divmod(abs(cents), 100)
    digits = str(whole)
    chunks = []
    while digits:
        chunks.insert(0, digits[-GROUP:])
        digits = digits[:-GROUP]
    return f"{sign}{CURRENCY}{','.join(chunks)}.{frac:02d}"


def format_receipt(items):
    """items: (label, quantity, cents each); lines of equal width and the total in cents."""
    lines, total = [], 0
    for label, quantity, cents in items:
        if quantity == 0:
            continue
        amount = quantity * cents
        total += amount
        name = label[:6].title()
        if quantity != 1:
            name = f"{name} x{quantity}"
        lines.append((name, format_cents(amount)))
    width = max((len(a) + len(b) for a, b in lines), default=0) + 1
    return [a + "." * (width - len(a) - len(b)) + b for a, b in lines], total
