import sys

MISSING = "?"
store = {}
counts = [0, 0, 0]


def fill(text, depth=0):
    out = ""
    while "{" in text:
        left = text.index("{")
        right = text.index("}")
        field = text[left + 1:right]
        name, bar, default = field.partition("|")
        out += text[:left]
        if name in store and depth < 4:
            counts[0] += 1
            out += fill(store[name], depth + 1)
        elif bar:
            counts[1] += 1
            out += default
        else:
            counts[2] += 1
            out += MISSING
        text = text[right + 1:]
    return out + text


for line in sys.stdin.read().splitlines():
    if line[0] == ">":
        print(fill(line[2:]))
    else:
        key, _, raw = line.partition("=")
        store[key] = raw
print(*counts)
