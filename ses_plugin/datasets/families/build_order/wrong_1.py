import sys
from heapq import heappop, heappush

BATCH = 2


def read():
    table = {}
    for line in sys.stdin:
        left, right = line.strip().split(":")
        table[left] = sorted(set(right.split()))
    return table


table = read()
missing = {t: len(deps) for t, deps in table.items()}
heap = []
for t in table:
    if missing[t] == 0:
        heappush(heap, t)
number = 0
while heap:
    number += 1
    team = []
    while heap and len(team) < BATCH:
        current = heappop(heap)
        team.append(current)
        for t in table:
            if current in table[t]:
                missing[t] -= 1
                if missing[t] == 0:
                    heappush(heap, t)
    print(number, " ".join(team))
print("stuck", sum(left > 0 for left in missing.values()))
