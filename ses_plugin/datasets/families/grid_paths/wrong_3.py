from functools import lru_cache

MUD = 3
NONE = (10**6, 0, "")
rows, cols = map(int, input().split())
grid = [input().strip() for _ in range(rows)]


@lru_cache(maxsize=None)
def reach(r, c):
    if r < 0 or c < 0 or grid[r][c] == "#":
        return NONE
    # the start is paid for too
    toll = 1
    if grid[r][c] == "~":
        toll = MUD
    if r + c == 0:
        return (toll, 1, "")
    above, beside = reach(r - 1, c), reach(r, c - 1)
    if above == NONE and beside == NONE:
        return NONE
    if above[0] < beside[0]:
        return (above[0] + toll, above[1], above[2] + "D")
    extra = above[1] if above[0] == beside[0] else 0
    return (beside[0] + toll, beside[1] + extra, beside[2] + "R")


seen = [(r, c) for r in range(rows) for c in range(cols) if reach(r, c) != NONE]
print("reached", len(seen))
end = reach(rows - 1, cols - 1)
if end == NONE:
    print("blocked")
else:
    print("cost", end[0], "ways", end[1], end[2])
