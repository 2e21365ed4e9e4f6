def unfold_headers(raw_lines, single=("host", "date")):
    """Mail-style headers with folded lines.

    Repeated headers are joined by commas, but names in `single` keep the last value.
    """
    headers = {}
    notes = []
    current = None
    for n, line in enumerate(raw_lines, 1):
        if line == "":
            notes.append(f"end at {n}")
            break
        if line[0] in " \t":
            if current is None:
                notes.append(f"{n}: nothing to continue")
            else:
                headers[current] = (headers[current] + " " + line.strip()).strip()
            continue
        name, colon, value = line.partition(":")
        if not colon or " " in name:
            notes.append(f"{n}: malformed")
            current = None
            continue
        current = "-".join(piece.capitalize() for piece in name.split("-"))
        value = value.strip()
        if current in headers:
            if name.lower() in single:
                notes.append(f"{n}: repeated")
            elif headers[current]:
                value = headers[current] + ", " + value
        headers[current] = value
    return headers, notes
