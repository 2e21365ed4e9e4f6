import sys

VOWEL = 2

a, b = sys.stdin.read().split()
n, m = len(a), len(b)
best = [[0] * (m + 1) for _ in range(n + 1)]
for i in reversed(range(n)):
    for j in reversed(range(m)):
        here = max(best[i + 1][j], best[i][j + 1])
        if a[i] == b[j]:
            here = max(here, best[i + 1][j + 1] + (VOWEL if a[i] in "aeiou" else 1))
        best[i][j] = here

# walk from the front, taking the smallest letter that still reaches the best weight
i = j = 0
chosen = ""
while best[i][j] > 0:
    for c in sorted(set(a[i:]) & set(b[j:])):
        p, q = a.index(c, i), b.index(c, j)
        gain = VOWEL if c in "aeiou" else 1
        if gain + best[p + 1][q + 1] == best[i][j]:
            chosen += c
            i, j = p + 1, q + 1
            break
print(best[0][0], chosen or "-")
print(n - len(chosen), m - len(chosen))
