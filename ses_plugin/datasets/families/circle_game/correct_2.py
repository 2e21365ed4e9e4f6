import sys

GROW = 1
KEEP = 1


def play(count, names):
    at = 0
    gone = ""
    while len(names) > KEEP:
        left = count
        while left > 1:
            at += 1
            if at >= len(names):
                at = 0
            left -= 1
        gone += names[at]
        names = names[:at] + names[at + 1 :]
        if at == len(names):
            at = 0
        count += GROW
    names = names[at:] + names[:at]
    return gone, names, count


rows = sys.stdin.read().splitlines()
for row in rows[1 : int(rows[0]) + 1]:
    number, *people = row.split()
    gone, rest, count = play(int(number), people)
    print(gone if gone else "-", "".join(rest), count)
