def ticks(step, limit):
    n = step
    while n <= limit:
        yield n
        n += step


def alternate(streams):
    active = [iter(s) for s in streams]
    while active:
        for stream in active[:]:
            try:
                yield next(stream)
            except StopIteration:
                active.remove(stream)
                yield None


def interleave_streams(steps, limit, stop):
    """Take multiples of each step in turn; None marks a stream that ran dry."""
    out = []
    dry = 0
    for item in alternate(ticks(s, limit) for s in steps):
        if item is None:
            dry += 1
            if dry == stop:
                break
            continue
        if item in out:
            out.remove(item)
        else:
            out.append(item)
    return tuple(out), dry
