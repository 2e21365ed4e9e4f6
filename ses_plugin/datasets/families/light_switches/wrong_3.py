import sys

FUSE = 3


def flip(lights, i):
    lights[i] ^= 1
    return 1 if lights[i] else -1


n = int(input())
lights = {i: 0 for i in range(1, n + 1)}
lit = 0
for t, line in enumerate(sys.stdin):
    args = line.split()
    if args == ["?"]:
        print(lit, "on")
        continue
    args = sorted(int(a) for a in args)
    for i in range(args[0], args[-1] + 1):
        lit += flip(lights, i)
    if lit > FUSE:
        print("fuse", t + 1)
        for i in lights:
            lights[i] = 0
print("".join(str(v) for v in lights.values()))
