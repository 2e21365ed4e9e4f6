VOWEL = 2  # weight of a vowel; every other letter weighs 1


def better(x, y):
    if x[0] != y[0]:
        return x if x[0] > y[0] else y
    return x if x[1] < y[1] else y


def solve(a, b):
    below = [(0, "")] * (len(b) + 1)
    for i in range(len(a) - 1, -1, -1):
        row = [(0, "")] * (len(b) + 1)
        for j in range(len(b) - 1, -1, -1):
            row[j] = better(below[j], row[j + 1])
            if a[i] == b[j]:
                weight, text = below[j + 1]
                weight += VOWEL if a[i] in "aeiou" else 1
                row[j] = better(row[j], (weight, a[i] + text))
        below = row
    return below[0]


first, second = input(), input()
weight, text = solve(first, second)
print(weight, text or "-")
print(len(first) - len(text), len(second) - len(text))
