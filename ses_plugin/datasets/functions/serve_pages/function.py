MAX_SIZE = 5
DEFAULT_SIZE = 3


def page_of(rows, page=None, size=None):
    size = min(size or DEFAULT_SIZE, MAX_SIZE)
    pages = -(-len(rows) // size)
    page = page or 1
    if page < 0:
        page = pages + page + 1
    page = max(1, min(page, pages))
    start = (page - 1) * size
    return {"page": page, "of": pages, "rows": rows[start:start + size]}


def serve_pages(rows, requests):
    """Answer page requests in order and count how often each row was shown."""
    shown = dict.fromkeys(rows, 0)
    trail = []
    for request in requests:
        answer = page_of(rows, **request)
        for row in answer["rows"]:
            shown[row] += 1
        trail.append((answer["page"], answer["of"]))
    never = [row for row in shown if not shown[row]]
    return trail, never, max(shown.values(), default=None)
