import re
import sys

MISSING = "?"
values = {}
tally = {"set": 0, "default": 0, "missing": 0}


def lookup(match):
    name, bar, default = match.group(1).partition("|")
    if name in values:
        tally["set"] += 1
        return values[name]
    if bar:
        tally["default"] += 1
        return default
    tally["missing"] += 1
    return MISSING


def fill(text):
    return re.sub(r"\{([^{}]*)\}", lookup, text)


for line in sys.stdin.read().splitlines():
    if line.startswith("> "):
        print(fill(line[2:]))
    else:
        name, text = line.split("=")
        values[name] = fill(text)
print(*tally.values())
