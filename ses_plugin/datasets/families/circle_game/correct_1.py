from collections import deque

GROW = 1
KEEP = 1

for _ in range(int(input())):
    first, *names = input().split()
    count = int(first)
    ring = deque(names)
    out = []
    while len(ring) > KEEP:
        for _ in range(count - 1):
            ring.append(ring.popleft())
        out.append(ring.popleft())
        count += GROW
    # whoever would be counted first comes first
    print("".join(out) or "-", "".join(ring), count)
