import sys

CAP = 4


def pack(word):
    runs = []
    for c in word:
        if runs and runs[-1][0] == c and runs[-1][1] < CAP:
            runs[-1][1] += 1
        else:
            runs.append([c, 1])
    return "".join(c if n == 1 else c + str(n) for c, n in runs)


def unpack(word):
    runs = []
    for c in word:
        if c.isdigit():
            runs[-1][1] = int(c)
        else:
            runs.append([c, 1])
    return "".join(c * n for c, n in runs)


difference = 0
for line in sys.stdin.read().splitlines():
    command, word = line.split(" ")
    if command == "pack":
        new = pack(word)
    else:
        new = unpack(word)
    print(new, len(new))
    difference += len(word) - len(new)
print("balance", difference)
