import sys

BATCH = 2

waiting = {}
for row in sys.stdin.read().splitlines():
    target, deps = row.split(":")
    waiting[target] = deps.split()

finished = ""
number = 1
while True:
    able = sorted(t for t in waiting if all(d in finished for d in waiting[t]))
    if not able:
        break
    chosen = able[:BATCH]
    print(f"{number} {' '.join(chosen)}")
    finished += "".join(chosen)
    waiting = {t: d for t, d in waiting.items() if t not in chosen}
    number += 1
print(f"stuck {len(waiting)}")
