import sys

n, limit, *boxes = map(int, sys.stdin.read().split())
left = limit
loaded = 0
while loaded < n and boxes[loaded] <= left:
    left -= boxes[loaded]
    loaded += 1
print(loaded, limit - left, sep="\n")
