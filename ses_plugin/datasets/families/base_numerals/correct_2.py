import sys

BASE = 7


def digits(n):
    """The digits of n >= 0 in BASE, the highest first, from the greatest power down."""
    power = 1
    while power * BASE <= n:
        power *= BASE
    while power:
        d, n = divmod(n, power)
        yield str(d) if d < 10 else chr(ord("a") + d - 10)
        power //= BASE


def numeral(n):
    return "-" * (n < 0) + "".join(digits(abs(n)))


tokens = sys.stdin.read().split()[1:]
numbers = [int(a, int(b)) for a, b in zip(tokens[::2], tokens[1::2])]
for n in numbers:
    print(numeral(n))
print("sum", numeral(sum(numbers)))
