VOID = ("br", "hr", "img")


def lint_markup(text):
    """Complaints about unbalanced tags as (offset, text), and the deepest nesting."""
    open_tags = []
    errors = []
    deepest = 0
    pos = 0
    while True:
        start = text.find("<", pos)
        if start == -1:
            break
        end = text.find(">", start)
        if end == -1:
            errors.append((start, "unfinished"))
            break
        pos = end + 1
        inner = text[start + 1:end].strip().lower()
        if inner.startswith("!"):
            continue
        name = inner.strip("/").split(" ")[0]
        if not name:
            errors.append((start, "empty"))
        elif inner.startswith("/"):
            if name not in [tag for tag, _ in open_tags]:
                errors.append((start, f"stray {name}"))
                continue
            while open_tags[-1][0] != name:
                tag, where = open_tags.pop()
                errors.append((where, f"open {tag}"))
            open_tags.pop()
        elif name not in VOID and not inner.endswith("/"):
            open_tags.append((name, start))
            deepest = max(deepest, len(open_tags))
    errors += [(where, f"open {tag}") for tag, where in open_tags]
    return sorted(errors), deepest
