def apply_slices(seq, ops):
    """Run slice edits on seq in place; returns it with everything that was cut out."""
    cut = []
    for op, a, b, *extra in ops:
        if op == "del":
            cut.extend(seq[a:b])
            del seq[a:b]
        elif op == "put":
            seq[a:b] = extra
        elif op == "rev":
            part = seq[a:b]
            seq[a:b] = []
            for x in part:
                seq.insert(max(a, 0), x)
        elif op == "step":
            cut += seq[a::b]
            del seq[a::b]
        elif op == "rot":
            part = seq[a:b]
            for _ in range(min(extra[0], len(part))):
                part.append(part.pop(0))
            seq[a:b] = part
    return seq, cut
