RETYPE = 6


def distance(a, b):
    d = abs(ord(a) - ord(b))
    return min(d, 26 - d)


n = int(input())
total = 0
while n:
    word = list(input())
    cost = 0
    left = 0
    right = len(word) - 1
    while left < right - 1:
        keep = min(word[left], word[right])
        cost += min(distance(word[left], word[right]), RETYPE)
        word[left] = keep
        word[right] = keep
        left, right = left + 1, right - 1
    print("".join(word), cost)
    total += cost
    n -= 1
print("total", total)
