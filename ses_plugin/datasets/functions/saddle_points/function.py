def saddle_points(matrix, strict=False):
    """Cells that are the smallest of their row and the largest of their column.

    Also the columns of the row minima that failed, by row.
    """
    found = set()
    failed = {}
    for r, row in enumerate(matrix):
        low = min(row)
        if strict and row.count(low) > 1:
            continue
        for c, value in enumerate(row):
            if value != low:
                continue
            column = [other[c] for other in matrix]
            if value < max(column):
                failed[r] = c
                continue
            found.add((r, c))
    return found, failed
