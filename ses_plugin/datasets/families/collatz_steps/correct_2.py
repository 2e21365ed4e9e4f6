import sys
from itertools import islice

MAX_STEPS = 25
ADD = 1


def orbit(n):
    yield n
    while n != 1:
        n = n * 3 + ADD if n % 2 else n // 2
        yield n


best = []
lengths = []
for token in sys.stdin.read().split():
    walk = list(islice(orbit(int(token)), MAX_STEPS + 1))
    # every number that was left by the odd rule
    left_odd = sum(1 for v in walk[:-1] if v % 2)
    print(f"{token}: {len(walk) - 1} steps, peak {max(walk)}, odd {left_odd}, at {walk[-1]}")
    if all(len(walk) > other for other in lengths):
        best.append(token)
    lengths.append(len(walk))
print("records " + " ".join(best))
