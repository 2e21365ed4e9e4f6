import sys


def spiral(m):
    top, bottom = 0, len(m) - 1
    left, right = 0, len(m[0]) - 1
    out = []
    while top <= bottom and left <= right:
        for c in range(left, right + 1):
            out.append(m[top][c])
        top += 1
        for r in range(top, bottom + 1):
            out.append(m[r][right])
        right -= 1
        if top <= bottom:
            for c in range(right, left - 1, -1):
                out.append(m[bottom][c])
            bottom -= 1
        if left <= right:
            for r in range(bottom, top - 1, -1):
                out.append(m[r][left])
            left += 1
    return out


lines = sys.stdin.read().splitlines()
grid = [[int(v) for v in row.split()] for row in lines[1:]]
for op in lines[0]:
    if op == "R":  # quarter turn clockwise
        grid = [list(col) for col in zip(*grid[::-1])]
    elif op == "T":
        grid = [list(col) for col in zip(*grid)]
    elif op == "M":
        grid = [row[::-1] for row in grid]
walk = spiral(grid)
rises = sum(1 for a, b in zip(walk, walk[1:]) if a < b)
print(len(grid), "rows")
print(*walk)
print("rises", rises)
