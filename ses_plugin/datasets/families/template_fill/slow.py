import sys

lines = sys.stdin.read().splitlines()


def setting(name, row):
    """The row of the latest setting of a name before a row, or -1."""
    for i in range(row - 1, -1, -1):
        if lines[i].startswith(name + "="):
            return i
    return -1


def holes(text):
    found = []
    for piece in text.split("{")[1:]:
        found.append(piece.split("}")[0])
    return found


def fill(text, row):
    for hole in holes(text):
        name = hole.split("|")[0]
        at = setting(name, row)
        if at >= 0:
            new = fill(lines[at].split("=")[1], at)
        elif "|" in hole:
            new = hole.split("|")[1]
        else:
            new = "?"
        text = text.replace("{" + hole + "}", new, 1)
    return text


values = defaults = missing = 0
for row, line in enumerate(lines):
    if line.startswith("> "):
        print(fill(line[2:], row))
    for hole in holes(line):
        if setting(hole.split("|")[0], row) >= 0:
            values += 1
        elif "|" in hole:
            defaults += 1
        else:
            missing += 1
print(values, defaults, missing)
