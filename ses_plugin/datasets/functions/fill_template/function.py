import re

TAG = re.compile(r"\{\{(.*?)\}\}")
LIMIT = 8

FILTERS = {
    "upper": str.upper,
    "title": str.title,
    "short": lambda s: s if len(s) <= LIMIT else s[:LIMIT - 1] + "~",
    "rev": lambda s: s[::-1],
}


def fill_template(template, values):
    """Fill {{name|filter|filter:default}} tags; returns the text and what was missing."""
    missing = []
    out = []
    pos = 0
    for m in TAG.finditer(template):
        out.append(template[pos:m.start()])
        pos = m.end()
        body, _, default = m.group(1).partition(":")
        name, *filters = [piece.strip() for piece in body.split("|")]
        value = values.get(name)
        if value is None:
            if name not in missing:
                missing.append(name)
            value = default
        text = ", ".join(value) if isinstance(value, list) else str(value)
        for f in filters:
            if f in FILTERS:
                text = FILTERS[f](text)
            else:
                missing.append("|" + f)
        out.append(text)
    out.append(template[pos:])
    return "".join(out), missing
