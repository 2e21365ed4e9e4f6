import sys

DESKS = 2
PATIENCE = 4

free = [0] * DESKS
busy = [0] * DESKS
lost = 0
served = []

for line in sys.stdin:
    arrival, need = map(int, line.split())
    desk = 0
    for d in range(1, DESKS):
        if free[d] < free[desk]:
            desk = d
    start = max(arrival, free[desk])
    if start - arrival > PATIENCE:
        lost += 1
        continue
    free[desk] = start + need
    busy[desk] += need
    served.append(f"{desk + 1}@{start}")

print(*served)
print("busy", *busy)
print("lost", lost)
print("closed at", max(free))
