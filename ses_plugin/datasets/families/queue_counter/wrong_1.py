import heapq
import sys

DESKS = 2
PATIENCE = 4

heap = [(0, d + 1) for d in range(DESKS)]
busy = [0] * (DESKS + 1)
lost = 0
out = []
numbers = iter(map(int, sys.stdin.read().split()))
for t, s in zip(numbers, numbers):
    when, desk = heap[0]
    if when - t > PATIENCE:
        lost += 1
        continue
    out.append(f"{desk}@{when}")
    busy[desk] += s
    heapq.heapreplace(heap, (when + s, desk))

print(*out)
print("busy", *busy[1:])
print("lost", lost)
print("closed at", max(heap)[0])
