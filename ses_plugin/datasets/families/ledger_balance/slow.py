import sys

history = []  # (name, change)
peak = {}
declined = 0


def balance(name):
    total = 0
    for who, change in history:
        if who == name:
            total += change
    return total


def add(name, amount):
    history.append((name, amount))
    now = balance(name)
    peak[name] = max(peak.get(name, now), now)


for line in sys.stdin:
    parts = line.split()
    kind = parts[0]
    name = parts[1]
    amount = int(parts[-1])
    if name not in peak:
        peak[name] = 0
    if kind == "deposit":
        add(name, amount)
    elif balance(name) < amount + 2:
        declined += 1
    else:
        add(name, -amount - 2)
        if kind == "transfer":
            add(parts[2], amount)

for name in sorted(peak):
    print(name, balance(name), peak[name])
print("declined", declined)
