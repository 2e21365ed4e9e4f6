import sys
import heapq

BATCH = 2

count = {}
edges = []
for text in sys.stdin.read().splitlines():
    head, tail = text.split(":")
    parts = tail.split()
    count[head] = len(parts)
    for p in sorted(set(parts)):
        edges.append((p, head))

heap = [name for name, c in count.items() if c == 0]
heapq.heapify(heap)
turn = 1
total = 0
while heap:
    now = []
    for _ in range(BATCH):
        if heap:
            now.append(heapq.heappop(heap))
    for source, target in edges:
        if source in now:
            count[target] -= 1
            if count[target] == 0:
                heapq.heappush(heap, target)
    print(turn, *now)
    turn += 1
    total += len(now)
print("stuck", len(count) - total)
