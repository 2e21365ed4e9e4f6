import sys
from collections import deque

BATCH = 2

needs = {}
for line in sys.stdin:
    name, rest = line.strip().split(":")
    needs[name] = set(rest.split())

queue = deque(sorted(n for n in needs if not needs[n]))
done = 0
step = 0
while queue:
    step += 1
    group = []
    while queue and len(group) < BATCH:
        group.append(queue.popleft())
    freed = []
    for name in sorted(needs):
        if needs[name] and needs[name] & set(group):
            needs[name] -= set(group)
            if not needs[name]:
                freed.append(name)
    queue.extend(freed)
    done += len(group)
    print(step, *group)
print("stuck", len(needs) - done)
