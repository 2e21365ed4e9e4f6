DESKS = 2
PATIENCE = 4


def solve(rows):
    end = [0 for _ in range(DESKS)]
    worked = [0 for _ in range(DESKS)]
    lost, plan = 0, []
    for arrived, length in rows:
        soonest = min(end)
        k = end.index(soonest)
        wait = max(0, soonest - arrived)
        if wait > PATIENCE:
            lost += 1
        else:
            plan.append(f"{k + 1}@{arrived + wait}")
            worked[k] += length
            end[k] = arrived + length
    return plan, worked, lost, max(end)


rows = []
try:
    while True:
        rows.append(tuple(map(int, input().split())))
except EOFError:
    pass
plan, worked, lost, last = solve(rows)
print(*plan)
print("busy", *worked)
print("lost", lost)
print("closed at", last)
