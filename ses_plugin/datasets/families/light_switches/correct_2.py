import sys

FUSE = 3


def span(words):
    a = int(words[0])
    b = int(words[-1])
    if a > b:
        a, b = b, a
    return set(range(a, b + 1))


def main():
    lines = sys.stdin.read().splitlines()
    lit = set()
    number = 0
    for line in lines[1:]:
        number += 1
        words = line.split()
        if words[0] == "?":
            print(len(lit), "on")
        else:
            lit = lit ^ span(words)
            if len(lit) > FUSE:
                print("fuse", number)
                lit.clear()
    n = int(lines[0])
    row = ["1" if k in lit else "0" for k in range(1, n + 1)]
    print("".join(row))


main()
