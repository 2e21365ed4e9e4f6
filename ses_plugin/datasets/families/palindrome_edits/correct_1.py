# A letter can be turned along the ring a..z (one coin a step) or retyped for RETYPE coins.
# Both letters of a mirrored pair end up as the one that comes first in the alphabet.
RETYPE = 6


def repair(word):
    letters = list(word)
    i, j = 0, len(letters) - 1
    cost = 0
    while i < j:
        a, b = letters[i], letters[j]
        if a != b:
            gap = abs(ord(a) - ord(b))
            cost += min(gap, 26 - gap, RETYPE)
            letters[i] = letters[j] = min(a, b)
        i += 1
        j -= 1
    return "".join(letters), cost


def main():
    total = 0
    for _ in range(int(input())):
        fixed, cost = repair(input().strip())
        total += cost
        print(fixed, cost)
    print("total", total)


main()
