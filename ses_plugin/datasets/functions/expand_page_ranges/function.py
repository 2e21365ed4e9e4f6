MAX_PAGES = 40


def expand_page_ranges(spec, last):
    """'1-3,8,-2,9-' like a print dialog: pages in order of mention, none twice."""
    pages, errors = [], []
    for part in spec.replace(" ", "").split(","):
        if part == "":
            continue
        part, _, step = part.partition("/")
        try:
            step = int(step) if step else 1
            if "-" in part:
                a, b = part.split("-")
                low = int(a) if a else 1
                high = int(b) if b else last
            else:
                low = high = int(part)
            if step < 1:
                raise ValueError(step)
        except ValueError:
            errors.append(part)
            continue
        if low > high:
            walk = range(low, high - 1, -step)
        else:
            walk = range(low, high + 1, step)
        for page in walk:
            if not 1 <= page <= last:
                errors.append(f"p{page}")
                break
            if page not in pages:
                pages.append(page)
        if len(pages) > MAX_PAGES:
            return pages[:MAX_PAGES], errors + ["full"]
    return pages, errors
