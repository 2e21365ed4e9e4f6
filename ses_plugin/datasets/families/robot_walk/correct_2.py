import sys

SIZE = 5


def free(spot, rocks):
    return 0 <= spot.real < SIZE and 0 <= spot.imag < SIZE and spot not in rocks


def run(spot, rocks, commands):
    heading = 1j
    trail = [spot]
    bumps = 0
    for c in commands:
        if c in "LR":
            heading *= 1j if c == "L" else -1j
            continue
        step = heading if c.startswith("F") else -heading
        left = int(c[1:])
        while left > 0:
            if not free(spot + step, rocks):
                bumps += 1
                left = 0
            else:
                spot += step
                trail.append(spot)
                left -= 1
    return spot, heading, len(set(trail)), bumps


lines = sys.stdin.read().splitlines()
first = complex(*map(int, lines[0].split()))
stones = [complex(*map(int, s.split(","))) for s in lines[1].split()[1:]]
at, heading, cells, bumps = run(first, stones, lines[2].split())
names = {1j: "N", 1: "E", -1j: "S", -1: "W"}
print(int(at.real), int(at.imag), names[heading])
print(f"cells {cells}\nbumps {bumps}")
