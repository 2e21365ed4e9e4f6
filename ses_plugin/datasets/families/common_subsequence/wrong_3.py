from functools import lru_cache

VOWEL = 2

s = input()
t = input()


@lru_cache(maxsize=None)
def best(i, j):
    if i == len(s) or j == len(t):
        return 0, ""
    options = [best(i + 1, j), best(i, j + 1)]
    if s[i] == t[j]:
        weight, text = best(i + 1, j + 1)
        weight += VOWEL if s[i] in "aeiou" else 1
        options.append((weight, s[i] + text))
    return max(options)


weight, text = best(0, 0)
print(weight, text if text else "-")
print(len(s) - len(text), len(t) - len(text))
