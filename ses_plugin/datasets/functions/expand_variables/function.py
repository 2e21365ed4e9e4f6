MAX_ROUNDS = 4


def expand_once(text, env, unset):
    out, i = "", 0
    while i < len(text):
        if text[i] != "$":
            out += text[i]
            i += 1
            continue
        if text[i + 1:i + 2] == "{":
            close = text.find("}", i)
            if close == -1:
                return out + text[i:]
            name, dash, fallback = text[i + 2:close].partition(":-")
            i = close + 1
        else:
            j = i + 1
            while j < len(text) and (text[j].isalnum() or text[j] == "_"):
                j += 1
            name, dash, fallback = text[i + 1:j], "", ""
            i = j
            if not name:
                out += "$"
                continue
        if env.get(name):
            out += env[name]
        elif dash:
            out += fallback
        elif name not in unset:
            unset.append(name)
    return out


def expand_variables(text, env):
    """Expand $NAME and ${NAME:-default} until nothing changes, MAX_ROUNDS at most."""
    unset = []
    for n in range(MAX_ROUNDS):
        new = expand_once(text, env, unset)
        if new == text:
            return text, n, unset
        text = new
    return text, MAX_ROUNDS, unset
