MUD = 3

# row[x] is (cost, ways, route) or None
height, width = map(int, input().split())
row = [None] * width
reached = 0
for y in range(height):
    line = input()
    for x, cell in enumerate(line):
        if cell == "#":
            continue
        add = MUD if cell == "~" else 1
        if x == y == 0:
            row[0] = (add, 1, "")
            reached = 1
            continue
        above = row[x]
        left = row[x - 1] if x > 0 else None
        if above is None and left is None:
            continue
        reached += 1
        if left is None or (above is not None and above[0] < left[0]):
            row[x] = (above[0] + add, above[1], above[2] + "D")
        elif above is None or left[0] < above[0]:
            row[x] = (left[0] + add, left[1], left[2] + "R")
        else:
            row[x] = (above[0] + add, above[1] + left[1], above[2] + "D")
print("reached", reached)
if row[-1] is None:
    print("blocked")
else:
    print("cost", row[-1][0], "ways", row[-1][1], row[-1][2])
