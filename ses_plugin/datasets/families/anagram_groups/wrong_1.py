import sys
from collections import defaultdict

MIN_SIZE = 2


def signature(word):
    return "".join(c for c in "abcdefghijklmnopqrstuvwxyz" if c in word)


table = defaultdict(dict)
for line in sys.stdin:
    for word in line.split():
        table[signature(word)][word] = True

order = sorted(table.values(), key=lambda g: -len(g))
alone = 0
for group in order:
    if len(group) < MIN_SIZE:
        alone += len(group)
        continue
    print(len(group), *sorted(group))
print("loners", alone)
