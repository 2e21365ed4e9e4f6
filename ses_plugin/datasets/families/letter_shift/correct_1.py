import sys

# Each letter moves by the key, and the key grows by STEP after each letter.
# Words take turns: forward, backward, forward, ...
STEP = 2


def move(letter, by):
    base = ord("A") if letter.isupper() else ord("a")
    return chr(base + (ord(letter) - base + by) % 26)


def main():
    data = sys.stdin.read().splitlines()
    key = int(data[0])
    for line in data[1:]:
        coded = []
        sign = 1
        for ch in line:
            if ch == " ":
                sign = -sign
                coded.append("_")
            elif ch.isalpha():
                coded.append(move(ch, sign * key))
                key += STEP
            else:
                coded.append(ch)
        print("".join(coded), key)


main()
