WINDOW = 3


def collapse_repeats(lines):
    """Shorten a log: a block of up to WINDOW lines that repeats is kept once with a count."""
    out = []
    i = 0
    while i < len(lines):
        best_size, best_times = 1, 1
        for size in range(1, WINDOW + 1):
            block = lines[i:i + size]
            if len(block) < size:
                break
            times = 1
            while lines[i + times * size:i + (times + 1) * size] == block:
                times += 1
            if times > 1 and size * times > best_size * best_times:
                best_size, best_times = size, times
        block = lines[i:i + best_size]
        if best_times == 1:
            out.extend(block)
        else:
            out.append(f"{best_times} x {' / '.join(block)}")
        i += best_size * best_times
    return out
