import sys

BASE = 7


def value_of(ch):
    if ch.isdigit():
        return int(ch)
    return ord(ch) - ord("a") + 11


def convert(n):
    if n < 0:
        return "-" + convert(-n)
    last = "0123456789abcdefghijklmnop"[n % BASE]
    return last if n < BASE else convert(n // BASE) + last


total = 0
for line in sys.stdin.read().splitlines()[1:]:
    text, base = line.split()
    sign = 1
    if text.startswith("-"):
        sign, text = -1, text[1:]
    n = 0
    for ch in text:
        n = n * int(base) + value_of(ch)
    n *= sign
    total += n
    print(convert(n))
print("sum", convert(total))
