import sys

steps, *body = sys.stdin.read().strip("\n").split("\n")
grid = [list(map(int, line.split())) for line in body]


def rotate(g):
    return [list(row) for row in zip(*g)][::-1]


def transpose(g):
    return [[row[i] for row in g] for i in range(len(g[0]))]


for s in steps:
    if s == "R":
        grid = rotate(grid)
    if s == "T":
        grid = transpose(grid)
    if s == "M":
        grid = [list(reversed(row)) for row in grid]

count = len(grid)
order = []
# take the first row, then turn what is left so that the next side is on top
while grid:
    order += grid[0]
    grid = [list(row) for row in zip(*grid[1:])][::-1]

print(count, "rows")
print(*order)
print("rises", sum(order[i] < order[i + 1] for i in range(len(order) - 1)))
