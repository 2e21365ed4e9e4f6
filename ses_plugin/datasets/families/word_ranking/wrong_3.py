import sys
from collections import Counter

TOP = 4
MIN_LENGTH = 2

ranking = Counter()
skipped = 0
for line in sys.stdin.read().splitlines():
    for mark in ".,!?":
        line = line.replace(mark, "")
    for word in line.split():
        if len(word) < MIN_LENGTH:
            skipped += 1
        else:
            ranking[word] += 1

rows = sorted(ranking.items(), key=lambda item: (-item[1], item[0]))
for word, n in rows[:TOP]:
    place = 1 + sum(1 for other in ranking.values() if other > n)
    print(f"{place}. {word.lower()} x{n}")
print("kinds", len(ranking), "skipped", skipped)
