from collections import deque

QUANTUM = 3


def share_processor(tasks):
    """Round robin over (name, arrival, need); tasks are sorted by arrival."""
    waiting = deque(tasks)
    ready = deque()
    clock = switches = 0
    last = None
    finished = {}
    while waiting or ready:
        if not ready:
            clock = max(clock, waiting[0][1])
        while waiting and waiting[0][1] <= clock:
            name, _, need = waiting.popleft()
            ready.append([name, need])
        name, need = job = ready.popleft()
        if last is not None and last != name:
            switches += 1
        last = name
        spent = min(QUANTUM, need)
        clock += spent
        job[1] -= spent
        while waiting and waiting[0][1] <= clock:
            new = waiting.popleft()
            ready.append([new[0], new[2]])
        if job[1]:
            ready.append(job)
        else:
            finished[name] = clock
    return finished, switches
