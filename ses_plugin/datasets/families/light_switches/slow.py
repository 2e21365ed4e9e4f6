import sys

lines = sys.stdin.read().splitlines()
n = int(lines[0])
lamps = [0] * (n + 1)
on = 0
for number, line in enumerate(lines[1:], 1):
    if line == "?":
        print(on, "on")
        continue
    parts = [int(p) for p in line.split()]
    for lamp in range(min(parts), max(parts) + 1):
        lamps[lamp] = 1 - lamps[lamp]
        on = lamps.count(1)
    if on > 3:
        print("fuse", number)
        lamps = [0] * (n + 1)
        on = 0
result = ""
for lamp in lamps[1:]:
    result += str(lamp)
print(result)
