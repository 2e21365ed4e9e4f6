import sys

LIMIT = 50


def step(stack, token):
    """The stack after one token; it is nested pairs (top, rest), None when empty."""
    if token == "drop":
        return stack[1]
    if token not in ("+", "-", "*", "/", "swap", "over"):
        return (int(token), stack)
    b, (a, rest) = stack
    if token == "swap":
        return (a, (b, rest))
    if token == "over":
        return (a, stack)
    if token == "/":
        sign = 1 if a * b > 0 else -1
        return (sign * (abs(a) // abs(b)) if b else 0, rest)
    value = a + b if token == "+" else a - b if token == "-" else a * b
    if value > LIMIT:
        value = LIMIT
    if value < -LIMIT:
        value = -LIMIT
    return (value, rest)


def run(tokens):
    stack = None
    for i in range(len(tokens)):
        try:
            stack = step(stack, tokens[i])
        except TypeError:  # not enough on the stack
            return f"error at {i + 1}"
    shown = []
    while stack:
        shown.insert(0, str(stack[0]))
        stack = stack[1]
    return " ".join(shown) or "empty"


for line in sys.stdin.read().splitlines():
    print(run(line.split()))
