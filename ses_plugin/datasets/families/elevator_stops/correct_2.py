import sys

CAPACITY = 2


def nearest(floor, up, targets):
    if up:
        return min((t for t in targets if t > floor), default=None)
    return max((t for t in targets if t < floor), default=None)


def main():
    here, n, *rest = map(int, sys.stdin.read().split())
    src, dst = rest[::2], rest[1::2]
    hall, aboard = list(range(n)), []
    up, travelled, stops, order = True, 0, [], []
    while True:
        touched = False
        for k in list(aboard):
            if dst[k] == here:
                aboard.remove(k)
                order.append(k + 1)
                touched = True
        for k in list(hall):
            if src[k] == here and len(aboard) < CAPACITY:
                hall.remove(k)
                aboard.append(k)
                touched = True
        if touched:
            stops.append(here)
        goals = [dst[k] for k in aboard] + [src[k] for k in hall]
        if not goals:
            break
        goal = nearest(here, up, goals)
        if goal is None:
            up = not up
            goal = nearest(here, up, goals)
        travelled += abs(goal - here)
        here = goal
    print("stops", *stops)
    print("order", *order)
    print("moved", travelled)


main()
