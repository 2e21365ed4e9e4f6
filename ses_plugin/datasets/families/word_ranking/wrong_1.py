import sys
from collections import defaultdict

TOP = 4
MIN_LENGTH = 2

seen = defaultdict(int)
short = 0
for line in sys.stdin:
    for raw in line.split():
        word = raw.rstrip(".,!?").lower()
        if len(word) >= MIN_LENGTH:
            seen[word] += 1
        else:
            short += 1

table = sorted(((-n, w) for w, n in seen.items()))
rank, previous = 0, None
for negative, word in table[:TOP]:
    if negative != previous:
        rank += 1
        previous = negative
    print(f"{rank}. {word} x{-negative}")
print("kinds", len(seen), "skipped", short)
