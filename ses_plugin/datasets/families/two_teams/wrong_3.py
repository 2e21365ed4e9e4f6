from collections import defaultdict, deque

n, m = map(int, input().split())
enemy = defaultdict(list)
for _ in range(m):
    x, y = map(int, input().split())
    enemy[x].append(y)

side = {}
invited = 0
for start in range(1, n + 1):
    if start in side:
        continue
    side[start] = True
    counts = {True: 1, False: 0}
    ok = True
    waiting = deque([start])
    while waiting:
        x = waiting.popleft()
        for y in enemy[x]:
            if y not in side:
                side[y] = not side[x]
                counts[side[y]] += 1
                waiting.append(y)
            elif side[y] == side[x]:
                ok = False
    if ok:
        invited += max(counts.values())
        print(f"{start}: {counts[True]} against {counts[False]}")
    else:
        print(f"{start}: clash of {counts[True] + counts[False]}")
print("invited", invited)
