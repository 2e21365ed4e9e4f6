CAPACITY = 2

floor = int(input())
calls = [tuple(map(int, input().split())) for _ in range(int(input()))]
queue = list(enumerate(calls, 1))
car, stops, order = [], [], []
delta, moved = 1, 0

while queue or car:
    opened = False
    for item in list(queue):
        if item[1][0] == floor and len(car) < CAPACITY:
            queue.remove(item)
            car.append(item)
            opened = True
    for item in list(car):
        if item[1][1] == floor:
            car.remove(item)
            order.append(item[0])
            opened = True
    if opened:
        stops.append(floor)
    if not queue and not car:
        break
    goals = [c[1] for _, c in car] + [c[0] for _, c in queue]
    if delta == 1 and max(goals) <= floor:
        delta = -1
    elif delta == -1 and min(goals) >= floor:
        delta = 1
    floor += delta
    moved += 1

print("stops", *stops)
print("order", *order)
print("moved", moved)
