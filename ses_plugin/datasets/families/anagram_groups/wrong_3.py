import sys
from itertools import groupby

MIN_SIZE = 2


def letters(word):
    return sorted(word)


seen = []
for word in sys.stdin.read().split():
    if word not in seen:
        seen.append(word)

groups = [sorted(g) for _, g in groupby(seen, key=letters)]
groups = sorted(groups, key=len, reverse=True)
loners = 0
for g in groups:
    if len(g) >= MIN_SIZE:
        print(len(g), " ".join(g))
    else:
        loners += len(g)
print("loners", loners)
