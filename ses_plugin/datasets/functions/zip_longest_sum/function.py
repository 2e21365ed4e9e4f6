BASE = 10


def zip_longest_sum(rows, fill):
    """Add rows column by column, carrying into the next column.

    A row that is too short counts as fill in the missing places.
    """
    width = max(map(len, rows), default=0)
    sums = []
    carry = 0
    for k in range(width):
        column = carry
        for row in rows:
            column += row[k] if k < len(row) else fill
        carry, digit = divmod(column, BASE)
        sums.append(digit)
    while carry:
        carry, digit = divmod(carry, BASE)
        sums.append(digit)
    return sums
