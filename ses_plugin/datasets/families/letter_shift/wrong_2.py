STEP = 2


class Coder:
    def __init__(self, key):
        self.key = key
        self.sign = 1

    def letter(self, c):
        first = "A" if c.isupper() else "a"
        index = (ord(c) - ord(first) + self.sign * self.key) % 26
        self.key += STEP
        return chr(ord(first) + index)

    def line(self, text):
        self.sign = 1
        out = []
        for c in text:
            if c.isalpha():
                out.append(self.letter(c))
            elif c == " ":
                self.sign = -1
                out.append("_")
            else:
                out.append(c)
        return "".join(out)


coder = Coder(int(input()))
while True:
    try:
        text = input()
    except EOFError:
        break
    print(coder.line(text), coder.key)
