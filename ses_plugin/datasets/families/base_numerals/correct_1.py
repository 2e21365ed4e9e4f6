BASE = 7
DIGITS = "0123456789abcdefghijklmnop"


def read(text, base):
    value = 0
    for ch in text.lstrip("-"):
        value = value * base + DIGITS.index(ch)
    return -value if text[0] == "-" else value


def write(value):
    if value == 0:
        return "0"
    sign = "-" if value < 0 else ""
    value = abs(value)
    out = ""
    while value:
        out = DIGITS[value % BASE] + out
        value //= BASE
    return sign + out


total = 0
for _ in range(int(input())):
    text, base = input().split()
    value = read(text, int(base))
    total += value
    print(write(value))
print("sum", write(total))
