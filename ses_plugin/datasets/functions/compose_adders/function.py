def compose_adders(steps, values):
    """Build one function per step and run every value through all of them."""
    pipeline = []
    bonus = 0
    for kind, n in steps:
        if kind == "add":
            pipeline.append(lambda x, n=n: x + n)
        elif kind == "late":
            pipeline.append(lambda x: x + n)
        elif kind == "bonus":
            bonus += n
            pipeline.append(lambda x: x + bonus)
        else:
            pipeline.append((lambda k: lambda x: x * k % 50)(n))
    out = []
    for value in values:
        for step in pipeline:
            value = step(value)
        out.append(value)
        bonus -= 1
    return out, bonus
