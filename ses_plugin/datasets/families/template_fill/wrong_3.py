import sys

MISSING = "?"


def fill(text, values, tally):
    out, field = [], None
    for c in text:
        if c == "{":
            field = ""
        elif c == "}":
            name, *default = field.split("|")
            if name in values:
                tally[0] += 1
                out.append(values[name])
            elif default:
                tally[1] += 1
                out.append(default[0])
            else:
                tally[2] += 1
                out.append(MISSING)
            field = None
        elif field is None:
            out.append(c)
        else:
            field += c
    return "".join(out)


values, tally = {}, [0, 0, 0]
for line in sys.stdin.read().split("\n")[:-1]:
    if line.startswith("> "):
        print(fill(line[2:], values, tally))
    else:
        name, text = line.split("=")
        values.setdefault(name, fill(text, values, tally))
print(*tally)
