import sys
from itertools import accumulate

_, *days = [int(t) for t in sys.stdin.read().split()]
changes = [b - a for a, b in zip(days, days[1:])]
peaks = list(accumulate(days, max))
print("warmer", sum(1 for change in changes if change > 0))
# a record makes the highest temperature so far rise
print("records", len(set(peaks)) - 1)
