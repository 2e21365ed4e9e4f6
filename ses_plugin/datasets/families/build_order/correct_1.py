import heapq
import sys

BATCH = 2

needs = {}
users = {}
for line in sys.stdin:
    name, _, rest = line.partition(":")
    needs[name] = set(rest.split())
    for dep in sorted(needs[name]):
        users.setdefault(dep, []).append(name)

ready = [name for name in needs if not needs[name]]
heapq.heapify(ready)
round_no = 0
while ready:
    round_no += 1
    built = [heapq.heappop(ready) for _ in range(min(BATCH, len(ready)))]
    print(round_no, *built)
    for name in built:
        for user in users.get(name, []):
            needs[user].discard(name)
            if not needs[user]:
                heapq.heappush(ready, user)
stuck = sum(1 for name in needs if needs[name])
print("stuck", stuck)
