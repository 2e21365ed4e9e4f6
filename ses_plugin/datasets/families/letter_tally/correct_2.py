import sys

letter, size, *words = sys.stdin.read().split()
tally = []
for w in words:
    here = 0
    for c in w:
        if c == letter or c == letter.upper():
            here += 1
    tally.append(here)
most = max(tally)
print(sum(tally))
print(words[tally.index(most)] if most else "-")
