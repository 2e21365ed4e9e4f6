import sys


def main():
    _, *words = sys.stdin.read().split()
    total, top, bottom = 0, -10**9, 10**9
    for word in words:
        v = int(word)
        total += v
        if v > top:
            top = v
        elif v < bottom:
            bottom = v
    if bottom == 10**9:
        bottom = top
    print("sum", total)
    print("largest", top)
    print("smallest", bottom)


main()
