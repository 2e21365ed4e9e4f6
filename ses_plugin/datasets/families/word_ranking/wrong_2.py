import sys

TOP = 4
MIN_LENGTH = 2


def clean(token):
    return "".join(c for c in token.lower() if c.isalpha())


tokens = [clean(t) for t in sys.stdin.read().split()]
kept = [t for t in tokens if len(t) >= MIN_LENGTH]
pairs = [(kept.count(t), t) for t in set(kept)]
pairs.sort(reverse=True)
position = 0
last = -1
for i in range(min(TOP, len(pairs))):
    count, token = pairs[i]
    if count != last:
        position = i + 1
        last = count
    print(f"{position}. {token} x{count}")
print("kinds", len(pairs), "skipped", len(tokens) - len(kept))
