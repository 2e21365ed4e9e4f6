import sys

words = sys.stdin.read().split()
n = len(words)


def run_from(start):
    length = 0
    for k in range(start, n):
        if words[k] == "--":
            continue
        if int(words[k]) >= 20:
            break
        length += 1
    return length


runs = 0
best = 0
where = 0
previous = None
drop = 0
for i in range(n):
    if words[i] == "--":
        continue
    value = int(words[i])
    if value < 20:
        if previous is None or previous >= 20:
            runs += 1
        length = run_from(i)
        if length > best:
            best = length
            where = i + 1
    if previous is not None:
        drop = max(drop, previous - value)
    previous = value

print("runs", runs)
print("longest", best, "from", where)
print("drop", drop)
print("last", previous)
