def render_columns(rows, aligns, gap=2):
    """Plain-text table: aligns is a string of l, r and c, one per column."""
    count = len(aligns)
    padded = [list(map(str, row[:count])) + ["-"] * (count - len(row)) for row in rows]
    widths = [0] * count
    for row in padded:
        for i, cell in enumerate(row):
            widths[i] = max(widths[i], len(cell))
    out = []
    for row in padded:
        parts = []
        for cell, width, how in zip(row, widths, aligns):
            spare = width - len(cell)
            if how == "r":
                parts.append(" " * spare + cell)
            elif how == "c":
                left = spare // 2
                parts.append(" " * left + cell + " " * (spare - left))
            else:
                parts.append(cell + " " * spare)
        out.append((" " * gap).join(parts).rstrip())
    return out
