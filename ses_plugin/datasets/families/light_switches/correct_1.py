import sys

FUSE = 3

n = int(input())
lamps = [0] * n
for step, line in enumerate(sys.stdin, 1):
    if line.strip() == "?":
        print(sum(lamps), "on")
        continue
    ends = sorted(map(int, line.split()))
    for i in range(ends[0] - 1, ends[-1]):
        lamps[i] = 1 - lamps[i]
    if sum(lamps) > FUSE:
        print("fuse", step)
        lamps = [0] * n
print("".join(map(str, lamps)))
