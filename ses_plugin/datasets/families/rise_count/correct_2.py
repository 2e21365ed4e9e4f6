import sys

_, *days = map(int, sys.stdin.read().split())
rises = [b - a for a, b in zip(days, days[1:]) if b > a]
rises.sort()
print(len(rises))
print(rises[-1] if rises else 0)
