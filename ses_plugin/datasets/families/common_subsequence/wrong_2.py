import sys

VOWEL = 2


def heavier(x, y):
    if x[0] > y[0] or (x[0] == y[0] and x[1] <= y[1]):
        return x
    return y


a, b = sys.stdin.read().splitlines()[:2]
row = [(0, "")] * (len(b) + 1)
for c in reversed(a):
    gain = VOWEL if c in "aeiou" else 1
    for j in range(len(b) - 1, -1, -1):
        diagonal = row[j + 1]
        row[j] = heavier(row[j], row[j + 1])
        if c == b[j]:
            row[j] = heavier(row[j], (diagonal[0] + gain, c + diagonal[1]))
weight, text = row[0]
print(weight, text or "-")
print(len(a) - len(text), len(b) - len(text))
