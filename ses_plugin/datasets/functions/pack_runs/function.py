from itertools import groupby

MIN_RUN = 3
ESCAPE = "~"


def pack_runs(text):
    """Run-length encoding that leaves short runs alone and escapes digits."""
    out = []
    saved = 0
    for char, group in groupby(text):
        length = len(list(group))
        token = ESCAPE + char if char.isdigit() or char == ESCAPE else char
        while length > 0:
            chunk = min(length, 9)
            if chunk < MIN_RUN:
                out.append(token * chunk)
            else:
                out.append(f"{chunk}{token}")
            saved += chunk - len(out[-1])
            length -= chunk
    return "".join(out), saved
