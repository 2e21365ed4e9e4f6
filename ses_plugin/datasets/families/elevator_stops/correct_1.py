# The car keeps its direction while someone ahead needs it, then turns.
CAPACITY = 2

floor = int(input())
waiting = []
for i in range(int(input())):
    a, b = map(int, input().split())
    waiting.append((i + 1, a, b))

riding = []
step = 1
moved = 0
stops = []
delivered = []

while True:
    out = [p for p in riding if p[2] == floor]
    riding = [p for p in riding if p[2] != floor]
    delivered += [p[0] for p in out]
    inside = [p for p in waiting if p[1] == floor][: CAPACITY - len(riding)]
    for p in inside:
        waiting.remove(p)
        riding.append(p)
    if out or inside:
        stops.append(floor)
    if not waiting and not riding:
        break
    targets = [p[2] for p in riding] + [p[1] for p in waiting]
    if not any((t - floor) * step > 0 for t in targets):
        step = -step
    floor += step
    moved += 1

print("stops", *stops)
print("order", *delivered)
print("moved", moved)
