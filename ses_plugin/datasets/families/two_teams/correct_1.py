from collections import deque

n, m = map(int, input().split())
rivals = [[] for _ in range(n + 1)]
for _ in range(m):
    a, b = map(int, input().split())
    rivals[a].append(b)
    rivals[b].append(a)

team = [None] * (n + 1)
invited = 0
for first in range(1, n + 1):
    if team[first] is not None:
        continue
    team[first] = 0
    sides = [1, 0]
    clash = False
    queue = deque([first])
    while queue:
        person = queue.popleft()
        for other in rivals[person]:
            if team[other] is None:
                team[other] = 1 - team[person]
                sides[team[other]] += 1
                queue.append(other)
            elif team[other] == team[person]:
                clash = True
    if clash:
        print(f"{first}: clash of {sum(sides)}")
    else:
        invited += max(sides)
        print(f"{first}: {sides[0]} against {sides[1]}")
print("invited", invited)
