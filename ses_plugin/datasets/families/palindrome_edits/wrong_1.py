import sys

RETYPE = 6
ALPHABET = "abcdefghijklmnopqrstuvwxyz"


def pair_cost(a, b):
    steps = ALPHABET.index(max(a, b)) - ALPHABET.index(min(a, b))
    return steps if steps < RETYPE else RETYPE


lines = sys.stdin.read().splitlines()
total = 0
for word in lines[1:int(lines[0]) + 1]:
    half = len(word) // 2
    front = ""
    cost = 0
    for k in range(half):
        a, b = word[k], word[-1 - k]
        front += min(a, b)
        cost += pair_cost(a, b)
    middle = word[half] if len(word) % 2 else ""
    print(front + middle + front[::-1], cost)
    total += cost
print("total", total)
