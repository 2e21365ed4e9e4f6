import sys

MISSING = "?"


class Filler:
    def __init__(self):
        self.known = []
        self.found = self.defaults = self.missing = 0

    def value(self, field):
        name = field.split("|")[0]
        for key, value in reversed(self.known):  # the newest setting wins
            if key == name:
                self.found += 1
                return value
        if "|" in field:
            self.defaults += 1
            return field[field.index("|") + 1:]
        self.missing += 1
        return MISSING

    def fill(self, text):
        pieces = text.split("{")
        out = pieces[0]
        for piece in pieces[1:]:
            field, rest = piece.split("}")
            out += self.value(field) + rest
        return out


filler = Filler()
for line in sys.stdin:
    line = line.rstrip("\n")
    if line[:2] == "> ":
        print(filler.fill(line[2:]))
    else:
        at = line.find("=")
        filler.known.append((line[:at], filler.fill(line[at + 1:])))
print(filler.found, filler.defaults, filler.missing)
