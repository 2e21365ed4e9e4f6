import sys

PAUSE = 1

todo = {}
for row in sys.stdin.read().splitlines()[1:]:
    name, *numbers = row.split()
    todo[name] = [int(x) for x in numbers]

free = 0
waited = 0
while todo:
    moment = max(free, min(job[0] for job in todo.values()))
    there = [name for name, job in todo.items() if job[0] <= moment]
    there.sort(key=lambda name: (-todo[name][2], todo[name][0], name))
    arrive, need, _ = todo.pop(there[0])
    waited += moment - arrive
    print(there[0], moment + need)
    free = moment + need + PAUSE
print(f"waited {waited}")
