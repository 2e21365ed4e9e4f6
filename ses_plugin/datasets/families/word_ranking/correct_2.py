import re
import sys
from collections import Counter

TOP = 4
MIN_LENGTH = 2


def main():
    words = re.findall(r"[a-z]+", sys.stdin.read().lower())
    tally = Counter(w for w in words if len(w) >= MIN_LENGTH)
    by_count = {}
    for word, n in tally.items():
        by_count.setdefault(n, []).append(word)
    shown = 0
    ahead = 0
    for n in sorted(by_count, reverse=True):
        for word in sorted(by_count[n]):
            if shown == TOP:
                break
            print(f"{ahead + 1}. {word} x{n}")
            shown += 1
        ahead += len(by_count[n])
    print("kinds", ahead, "skipped", len(words) - sum(tally.values()))


main()
