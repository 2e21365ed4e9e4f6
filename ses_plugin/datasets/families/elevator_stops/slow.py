CAPACITY = 2

floor = int(input())
n = int(input())
start, goal = [], []
for i in range(n):
    a, b = map(int, input().split())
    start.append(a)
    goal.append(b)

state = ["waiting"] * n
boarded = []  # numbers of the riders, in the order in which they got in
bottom = min(start + goal + [floor])
top = max(start + goal + [floor])


def somebody_wants(f):
    wanted = False
    for i in range(n):
        if state[i] == "waiting" and start[i] == f:
            wanted = True
        if state[i] == "riding" and goal[i] == f:
            wanted = True
    return wanted


direction = 1
stops, order = [], []
moved = 0
while True:
    stop = False
    for i in boarded[:]:
        if goal[i] == floor:
            boarded.remove(i)
            state[i] = "done"
            order.append(i + 1)
            stop = True
    for i in range(n):
        if state[i] == "waiting" and start[i] == floor and len(boarded) < CAPACITY:
            boarded.append(i)
            state[i] = "riding"
            stop = True
    if stop:
        stops.append(floor)
    if state == ["done"] * n:
        break
    wanted = [f for f in range(bottom, top + 1) if somebody_wants(f)]
    if direction == 1 and max(wanted) <= floor:
        direction = -1
    elif direction == -1 and min(wanted) >= floor:
        direction = 1
    floor += direction
    moved += 1

print("stops", *stops)
print("order", *order)
print("moved", moved)
