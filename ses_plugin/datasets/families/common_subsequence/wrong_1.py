VOWEL = 2


def common(a, b):
    taken = []
    start = 0
    for c in a:
        at = b.find(c, start)
        if at >= 0:
            taken.append(c)
            start = at + 1
    return "".join(taken)


def weigh(text):
    total = 0
    for c in text:
        if c in "aeiou":
            total += VOWEL
        else:
            total += 1
    return total


first = input().strip()
second = input().strip()
result = common(first, second)
print(weigh(result), result if result else "-")
print(len(first) - len(result), len(second) - len(result))
