import re

TOKEN = re.compile(r"\s*(?:(\d+)|([a-z_]\w*)|'([^']*)'|(<=|>=|!=|[<>=()]))")
KEYWORDS = {"and", "or", "not"}


def scan(text):
    pos = 0
    while pos < len(text.rstrip()):
        m = TOKEN.match(text, pos)
        if m is None:
            yield "error", pos
            return
        number, word, string, symbol = m.groups()
        if number is not None:
            yield "int", int(number)
        elif word is not None:
            yield ("key" if word in KEYWORDS else "name"), word
        elif string is not None:
            yield "str", string
        else:
            yield "op", symbol
        pos = m.end()


def tokenize_filter(text):
    """Tokens in short form, the number of each kind, and the deepest parenthesis."""
    kinds = {}
    short = []
    depth = deepest = 0
    for kind, value in scan(text):
        kinds[kind] = kinds.get(kind, 0) + 1
        short.append(f"{kind[0]}{value}")
        if value == "(":
            depth += 1
            deepest = max(deepest, depth)
        elif value == ")":
            depth -= 1
    return " ".join(short), kinds, deepest, depth
