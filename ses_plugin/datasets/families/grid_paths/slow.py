rows, cols = map(int, input().split())
grid = [input().strip() for _ in range(rows)]


def walk(r, c):
    """Return (cost, ways, path) of the cheapest way to a cell, or None."""
    if r < 0 or c < 0 or grid[r][c] == "#":
        return None
    price = 3 if grid[r][c] == "~" else 1
    if r == 0 and c == 0:
        return price, 1, ""
    up = walk(r - 1, c)
    left = walk(r, c - 1)
    if up is None and left is None:
        return None
    if left is None or (up is not None and up[0] < left[0]):
        return up[0] + price, up[1], up[2] + "D"
    if up is None or left[0] < up[0]:
        return left[0] + price, left[1], left[2] + "R"
    return up[0] + price, up[1] + left[1], up[2] + "D"


reached = 0
for r in range(rows):
    for c in range(cols):
        if walk(r, c) is not None:
            reached += 1
print("reached", reached)
end = walk(rows - 1, cols - 1)
if end is None:
    print("blocked")
else:
    print("cost", end[0], "ways", end[1], end[2])
