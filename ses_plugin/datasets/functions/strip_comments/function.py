def strip_comments(source):
    """Remove // and /* */ comments outside strings; also count the lines with code left."""
    state = "code"
    kept = []
    i = 0
    while i < len(source):
        two = source[i:i + 2]
        ch = source[i]
        if state == "code":
            if two == "//":
                state = "line"
            elif two == "/*":
                state = "block"
                i += 1
            else:
                if ch in "'\"":
                    state = ch
                kept.append(ch)
        elif state == "line":
            if ch == "\n":
                state = "code"
                kept.append(ch)
        elif state == "block":
            if two == "*/":
                state = "code"
                kept.append(" ")
                i += 1
        else:
            kept.append(ch)
            if ch == "\\" and i + 1 < len(source):
                i += 1
                kept.append(source[i])
            elif ch == state or ch == "\n":
                state = "code"
        i += 1
    text = "".join(kept)
    return text, sum(1 for line in text.split("\n") if line.strip()), state
