import sys

CAPACITY = 2

read = sys.stdin.readline
floor = int(read())
people = []
for number in range(1, int(read()) + 1):
    start, goal = map(int, read().split())
    people.append({"id": number, "from": start, "to": goal})

riders = []
direction, moved = 1, 0
stops, order = [], []
while people or riders:
    leaving = [p for p in riders if p["to"] == floor]
    for p in leaving:
        riders.remove(p)
        order.append(p["id"])
    entering = []
    for p in people:
        if p["from"] == floor and len(riders) < CAPACITY:
            riders.append(p)
            entering.append(p)
    people = [p for p in people if p not in entering]
    if leaving or entering:
        stops.append(floor)
    if riders:
        wanted = [p["to"] for p in riders]
    elif people:
        wanted = [p["from"] for p in people]
    else:
        break
    if all((w - floor) * direction <= 0 for w in wanted):
        direction = -direction
    floor += direction
    moved += 1

for label, values in (("stops", stops), ("order", order), ("moved", [moved])):
    print(label, *values)
