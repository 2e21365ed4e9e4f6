import sys
from itertools import accumulate

DIAL = 10


def solve(text):
    head, *orders = text.splitlines()
    n = int(head.split()[0])
    delta = [0] * (n + 2)
    sums = []
    for order in orders:
        parts = order.split()
        lo, hi = int(parts[1]), int(parts[2])
        if parts[0] == "turn":
            delta[lo] += int(parts[3])
            delta[hi] -= int(parts[3])
        else:
            sums.append((lo, hi))
    dials = [total % DIAL for total in accumulate(delta)]
    yield " ".join(str(d) for d in dials[1 : n + 1])
    running = list(accumulate(dials))
    for lo, hi in sums:
        yield str(running[hi] - running[lo - 1])


print("\n".join(solve(sys.stdin.read())))
