import sys

RETYPE = 6

price = []
for d in range(26):
    price.append(min(d, 26 - d, RETYPE))

_, *words = sys.stdin.read().split()
grand = 0
for word in words:
    mirrored = list(zip(word, reversed(word)))
    twice = sum(price[(ord(a) - ord(b)) % 26] for a, b in mirrored)
    print("".join(min(p) for p in mirrored), twice // 2)
    grand += twice // 2
print(f"total {grand}")
