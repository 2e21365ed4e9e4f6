from heapq import heappop, heappush

PAUSE = 1

pending = []
for _ in range(int(input())):
    name, t, d, p = input().split()
    pending.append((int(t), name, int(d), int(p)))
pending.sort()

now = total = i = 0
ready = []
while i < len(pending) or ready:
    while i < len(pending) and pending[i][0] <= now:
        t, name, d, p = pending[i]
        heappush(ready, (-p, t, name, d))
        i += 1
    if not ready:
        now += pending[i][0]
        continue
    _, t, name, d = heappop(ready)
    total += now - t
    now += d
    print(name, now)
    now += PAUSE
print("waited", total)
