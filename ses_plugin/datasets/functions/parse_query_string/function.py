MAX_FIELDS = 12


def decode(text):
    out = ""
    i = 0
    while i < len(text):
        c = text[i]
        if c == "+":
            c = " "
        elif c == "%":
            code = text[i + 1:i + 3]
            try:
                c = chr(int(code, 16))
                i += 2
            except ValueError:
                pass
        out += c
        i += 1
    return out


def parse_query_string(query, keep_blank=False):
    query = query.lstrip("?")
    result = {}
    for n, pair in enumerate(query.split("&")):
        if n == MAX_FIELDS:
            break
        if not pair:
            continue
        name, eq, value = pair.partition("=")
        if not value and not keep_blank:
            continue
        name, value = decode(name), decode(value)
        if name.endswith("[]"):
            result.setdefault(name[:-2], []).append(value)
        else:
            result[name] = value if eq else None
    return result
