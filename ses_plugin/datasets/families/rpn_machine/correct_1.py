import sys

LIMIT = 50  # every result is held within -LIMIT..LIMIT


def clamp(x):
    return max(-LIMIT, min(LIMIT, x))


def divide(a, b):
    if b == 0:
        return 0
    q = abs(a) // abs(b)
    return q if (a < 0) == (b < 0) else -q


OPS = {
    "+": lambda a, b: [clamp(a + b)],
    "-": lambda a, b: [clamp(a - b)],
    "*": lambda a, b: [clamp(a * b)],
    "/": lambda a, b: [divide(a, b)],
    "swap": lambda a, b: [b, a],
    "over": lambda a, b: [a, b, a],
}

for line in sys.stdin:
    stack = []
    for number, token in enumerate(line.split(), 1):
        if token in OPS or token == "drop":
            need = 1 if token == "drop" else 2
            if len(stack) < need:
                print("error at", number)
                break
            if token == "drop":
                stack.pop()
            else:
                b = stack.pop()
                a = stack.pop()
                stack.extend(OPS[token](a, b))
        else:
            stack.append(int(token))
    else:
        print(*stack if stack else ["empty"])
