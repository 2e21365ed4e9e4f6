SIMPLE = {"n": "\n", "t": "\t", "\\": "\\", '"': '"', "0": "\0"}


def unescape_text(raw):
    """Backslash escapes to characters; every problem is (offset, what)."""
    problems = []
    out = []
    chars = iter(enumerate(raw))
    for i, c in chars:
        if c != "\\":
            out.append(c)
            continue
        i, c = next(chars, (i, ""))
        if c in SIMPLE:
            out.append(SIMPLE[c])
        elif c in ("x", "u"):
            want = 2 if c == "x" else 4
            code = ""
            while len(code) < want:
                i, h = next(chars, (i, ""))
                if h == "":
                    break
                code += h
            try:
                if len(code) < want:
                    raise ValueError
                out.append(chr(int(code, 16)))
            except ValueError:
                problems.append((i, c + code))
                out.append("?")
        elif c == "":
            problems.append((i, "end"))
        else:
            problems.append((i, c))
            out.append(c)
    return "".join(out), problems
