MUD = 3
FAR = 10**6

rows, cols = map(int, input().split())
grid = [input() for _ in range(rows)]
best = {}
for r in range(rows):
    for c in range(cols):
        if grid[r][c] == "#":
            continue
        fee = MUD if grid[r][c] == "~" else 1
        if r == 0 and c == 0:
            best[r, c] = (fee, 1, "")
            continue
        up = best.get((r - 1, c), (FAR, 0, ""))
        left = best.get((r, c - 1), (FAR, 0, ""))
        # coming from above is preferred when both cost the same
        source, letter = (up, "D") if up[0] <= left[0] else (left, "R")
        if source[1] == 0:
            continue
        ways = source[1]
        if up[0] == left[0]:
            ways = up[1] + left[1]
        best[r, c] = (source[0] + fee, ways, source[2] + letter)

print("reached", len(best))
if (rows - 1, cols - 1) in best:
    print("cost %d ways %d %s" % best[rows - 1, cols - 1])
else:
    print("blocked")
