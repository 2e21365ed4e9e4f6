import sys
from collections import Counter

MIN_SIZE = 2

words = sys.stdin.read().split()
keys = []
members = []
for w in words:
    profile = sorted(Counter(w).items())
    if profile in keys:
        members[keys.index(profile)].append(w)
    else:
        keys.append(profile)
        members.append([w])

rows = [(-len(m), i) for i, m in enumerate(members) if len(m) >= MIN_SIZE]
loners = len(words)
for size, i in sorted(rows):
    print(-size, *sorted(members[i]))
    loners += size
print("loners", loners)
