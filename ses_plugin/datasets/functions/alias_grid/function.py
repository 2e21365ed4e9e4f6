def alias_grid(rows, cols, writes):
    blank = [0] * cols
    grid = [blank] * rows
    owned = set()
    for n, (r, c) in enumerate(writes, 1):
        if r in owned:
            grid[r][c] = n
            continue
        if n % 3 == 0:
            # this row gets its own copy from here on
            grid[r] = grid[r][:]
            owned.add(r)
        grid[r][c] += n
    if blank is not grid[0]:
        blank.append(-1)
    return grid
