import sys

STEP = 2


def shifted(c, amount):
    value = (ord(c) - ord("a") + amount) % 26
    code = chr(ord("a") + value)
    return code.upper() if c.isupper() else code


first, *others = sys.stdin.read().splitlines()
key = int(first)
for text in others:
    words = text.split(" ")
    for i, word in enumerate(words):
        fresh = []
        for c in word:
            if c.isalpha():
                fresh.append(shifted(c, key if i % 2 == 0 else -key))
                key += STEP
            else:
                fresh.append(c)
        words[i] = "".join(fresh)
    print("_".join(words), key)
