import sys
from bisect import bisect_left

PASS = 50

count, *marks = map(int, sys.stdin.read().split())
marks.sort()
below = bisect_left(marks, PASS)
whole = 0
for m in marks:
    whole += m
print(f"passed {count - below}")
print(f"failed {below}")
print(f"average {(whole - whole % count) // count}")
