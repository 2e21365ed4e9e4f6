import sys

LIMIT = 50


class Machine:
    def __init__(self):
        self.stack = []

    def feed(self, token):
        s = self.stack
        if token.lstrip("-").isdigit():
            s.append(int(token))
            return True
        if not s or (token != "drop" and len(s) < 2):
            return False
        b = s.pop()
        if token == "drop":
            return True
        a = s.pop()
        if token == "swap":
            s += [b, a]
        elif token == "over":
            s += [a, b, a]
        elif token == "/":
            q = abs(a) // abs(b) if b else 0
            s.append(-q if a * b < 0 else q)
        else:
            r = {"+": a + b, "-": a - b, "*": a * b}[token]
            s.append(r if r <= LIMIT else LIMIT)
        return True


for line in sys.stdin:
    machine = Machine()
    for n, token in enumerate(line.split(), start=1):
        if not machine.feed(token):
            print(f"error at {n}")
            break
    else:
        print(" ".join(map(str, machine.stack)) if machine.stack else "empty")
