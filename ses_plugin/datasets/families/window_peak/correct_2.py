import sys
from itertools import groupby

WINDOW = 3


def main():
    values = [int(t) for t in sys.stdin.read().split()]
    tops = []
    for left in range(len(values) - WINDOW + 1):
        top = max(values[left : left + WINDOW])
        tops.append(top)
    best = 0
    for _, same in groupby(tops):
        best = max(best, len(list(same)))
    print("peaks", *tops)
    print("calm", best)


main()
