import sys

SIZE = 5
MOVES = {"N": (0, 1), "E": (1, 0), "S": (0, -1), "W": (-1, 0)}

start, rock_line, program = sys.stdin.read().splitlines()
x, y = [int(v) for v in start.split()]
rocks = [tuple(int(v) for v in r.split(",")) for r in rock_line.split()[1:]]
face, seen, bumps = "N", {(x, y)}, 0


def blocked(px, py):
    if px < 0 or py < 0 or px >= SIZE or py >= SIZE:
        return True
    return (px, py) in rocks


for word in program.split():
    if word in ("L", "R"):
        ring = "NESW" if word == "R" else "NWSE"
        face = ring[(ring.index(face) + 1) % 4]
        continue
    dx, dy = MOVES[face]
    if word[0] == "B":
        dx, dy = -dx, -dy
    path = [(x + dx * k, y + dy * k) for k in range(1, int(word[1:]) + 1)]
    if any(blocked(*p) for p in path):
        bumps += 1
    else:
        seen.update(path)
        x, y = path[-1]

print(x, y, face)
print("cells", len(seen))
print("bumps", bumps)
