import heapq

DESKS = 2
PATIENCE = 4


def customers():
    while True:
        try:
            text = input()
        except EOFError:
            return
        yield tuple(int(part) for part in text.split())


pool = [(0, number) for number in range(1, DESKS + 1)]
heapq.heapify(pool)
log, gone = [], []
work = {number: 0 for _, number in pool}
for came, minutes in customers():
    ready, number = heapq.heappop(pool)
    wait = ready - came if ready > came else 0
    if wait > PATIENCE:
        gone.append(came)
    else:
        log.append(f"{number}@{came + wait}")
        work[number] += minutes
        ready = came + wait + minutes
    heapq.heappush(pool, (ready, number))

print(" ".join(log))
print("busy", *work.values())
print("lost", len(gone))
print("closed at", max(pool)[0])
