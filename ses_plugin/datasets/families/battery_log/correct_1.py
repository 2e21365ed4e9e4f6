import sys

LOW = 20

readings = sys.stdin.read().split()
runs = 0
length = 0
start = 0
best = 0
best_start = 0
drop = 0
previous = None

for i, word in enumerate(readings, 1):
    if word == "--":
        continue
    level = int(word)
    if previous is not None and previous - level > drop:
        drop = previous - level
    previous = level
    if level < LOW:
        if length == 0:
            runs += 1
            start = i
        length += 1
        if length > best:
            best, best_start = length, start
    else:
        length = 0

print("runs", runs)
print("longest", best, "from", best_start)
print("drop", drop)
print("last", previous)
