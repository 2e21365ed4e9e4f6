import re
import sys

CAP = 4


def shrink(text):
    pieces = []
    previous, run = text[0], 1
    for c in text[1:]:
        if c != previous or run > CAP:
            pieces.append((previous, run))
            previous, run = c, 1
        else:
            run += 1
    pieces.append((previous, run))
    return "".join(c + str(k) if k > 1 else c for c, k in pieces)


def grow(text):
    return re.sub(r"(.)(\d+)", lambda m: m[1] * int(m[2]), text)


balance = 0
for line in sys.stdin:
    how, text = line.split()
    new = {"pack": shrink, "open": grow}[how](text)
    balance += len(text) - len(new)
    print(new, len(new))
print("balance", balance)
