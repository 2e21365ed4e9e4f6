import re
import sys

MISSING = "?"
names = {}
used = defaults = missing = 0


def fill(text):
    global used, defaults, missing
    parts = re.split(r"[{}]", text)
    for i in range(1, len(parts), 2):
        name, bar, default = parts[i].partition("|")
        if names.get(name) or (name in names and not bar):
            parts[i] = names[name]
            used += 1
        elif bar:
            parts[i] = default
            defaults += 1
        else:
            parts[i] = MISSING
            missing += 1
    return "".join(parts)


for line in sys.stdin:
    line = line.rstrip("\n")
    if line.startswith("> "):
        print(fill(line[2:]))
        continue
    name, text = line.split("=", 1)
    names[name] = fill(text)
print(used, defaults, missing)
