from itertools import groupby

LOW = 20

log = []
try:
    while True:
        log += input().split()
except EOFError:
    pass

known = [(pos + 1, int(text)) for pos, text in enumerate(log) if text != "--"]
low_runs = []
for is_low, group in groupby(known, key=lambda item: item[1] < LOW):
    members = list(group)
    if is_low:
        low_runs.append((len(members), members[0][0]))

size, where = 0, 0
for run in low_runs:
    if run[0] > size:
        size, where = run
values = [v for _, v in known]
drop = 0
for a, b in zip(values, values[1:]):
    drop = max(drop, a - b)
print(f"runs {len(low_runs)}")
print(f"longest {size} from {where}")
print(f"drop {drop}")
print(f"last {values[-1]}")
