import sys

DESKS = 2
PATIENCE = 4

customers = [tuple(map(int, line.split())) for line in sys.stdin]

left = [0] * DESKS  # minutes of work booked at each desk and not yet done
idle = [0] * DESKS  # minutes since it got free
busy = [0] * DESKS
served = []
lost = 0
now = 0
i = 0
while i < len(customers):
    arrival, need = customers[i]
    if arrival == now:
        desk = 0
        for d in range(1, DESKS):
            if left[d] - idle[d] < left[desk] - idle[desk]:
                desk = d
        if left[desk] > PATIENCE:
            lost += 1
        else:
            served.append(f"{desk + 1}@{now + left[desk]}")
            left[desk] += need
            idle[desk] = 0
            busy[desk] += need
        i += 1
    else:
        # one minute passes
        now += 1
        for d in range(DESKS):
            if left[d] > 0:
                left[d] -= 1
            else:
                idle[d] += 1

print(*served)
print("busy", *busy)
print("lost", lost)
print("closed at", now + max(left[d] - idle[d] for d in range(DESKS)))
