import sys

FUSE = 3

n = int(sys.stdin.readline())
mask = 0
step = 0
for line in sys.stdin:
    step += 1
    if line.startswith("?"):
        print(bin(mask).count("1"), "on")
    else:
        parts = [int(p) for p in line.split()]
        low, high = min(parts), max(parts)
        for i in range(low, high + 1):
            mask ^= 1 << (n - i)
        if bin(mask).count("1") >= FUSE:
            print("fuse", step)
            mask = 0
print(format(mask, f"0{n}b"))
