import sys

BASE = 7
SYMBOLS = "0123456789abcdefghijklmnop"


def show(n):
    negative = n < 0
    n = -n if negative else n
    stack = []
    while n > 0:
        n, r = divmod(n, BASE)
        stack.append(SYMBOLS[r])
    if negative:
        stack.append("-")
    return "".join(reversed(stack))


count = int(sys.stdin.readline())
total = 0
for line in sys.stdin:
    numeral, radix = line.split()
    number = int(numeral, int(radix))
    total += number
    print(show(number))
print("sum", show(total))
