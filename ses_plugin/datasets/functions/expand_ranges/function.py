LIMIT = 40


def expand_ranges(text):
    """Turn a print range such as "2-4, 9, 7-6" into page numbers, each once."""
    pages = []
    for part in text.replace(" ", "").split(","):
        if not part:
            continue
        first, _, last = part.partition("-")
        start, stop = int(first), int(last or first)
        step = 1 if start <= stop else -1
        for page in range(start, stop + step, step):
            if page not in pages and len(pages) < LIMIT:
                pages.append(page)
    return pages
