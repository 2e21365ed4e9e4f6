KEEP = 2
UNITS = [("w", 604800), ("d", 86400), ("h", 3600), ("m", 60), ("s", 1)]


def humanize_spans(stamps, now):
    """How long ago each stamp was, in at most KEEP units."""
    texts = []
    for stamp in stamps:
        left = now - stamp
        if left == 0:
            texts.append("now")
            continue
        template = "{} ago" if left > 0 else "in {}"
        left = abs(left)
        parts = []
        for suffix, size in UNITS:
            n, left = divmod(left, size)
            if n:
                parts.append(f"{n}{suffix}")
            elif parts:
                break
            if len(parts) == KEEP:
                break
        text = template.format(" ".join(parts))
        if texts and texts[-1] == text:
            text = '"'
        texts.append(text)
    return texts
