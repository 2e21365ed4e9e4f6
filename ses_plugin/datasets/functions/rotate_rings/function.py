def ring_cells(rows, cols, depth):
    top, left = depth, depth
    bottom, right = rows - 1 - depth, cols - 1 - depth
    if top == bottom:
        return [(top, c) for c in range(left, right + 1)]
    if left == right:
        return [(r, left) for r in range(top, bottom + 1)]
    cells = [(top, c) for c in range(left, right)]
    cells += [(r, right) for r in range(top, bottom)]
    cells += [(bottom, c) for c in range(right, left, -1)]
    cells += [(r, left) for r in range(bottom, top, -1)]
    return cells


def rotate_rings(grid, turns):
    """Rotate ring k of the grid clockwise by turns[k]; rings without an entry stay."""
    rows, cols = len(grid), len(grid[0])
    for depth, turn in enumerate(turns):
        if 2 * depth >= min(rows, cols):
            break
        cells = ring_cells(rows, cols, depth)
        old = [grid[r][c] for r, c in cells]
        for i, (r, c) in enumerate(cells):
            grid[r][c] = old[(i - turn) % len(cells)]
    return grid
