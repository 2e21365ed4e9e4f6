import sys

LIMIT = 50
stack = []
for line in sys.stdin.read().splitlines():
    failed = 0
    for position, token in enumerate(line.split(), 1):
        if token not in ("+", "-", "*", "/", "swap", "over", "drop"):
            stack.append(int(token))
            continue
        if len(stack) < (1 if token == "drop" else 2):
            failed = position
            break
        b = stack.pop()
        if token == "drop":
            continue
        a = stack.pop()
        if token == "swap":
            stack.extend((b, a))
        elif token == "over":
            stack.extend((a, b, a))
        elif token == "/":
            quotient = abs(a) // max(abs(b), 1) if b else 0
            stack.append(quotient if a * b >= 0 else -quotient)
        else:
            value = a + b
            if token == "-":
                value = a - b
            elif token == "*":
                value = a * b
            stack.append(sorted((-LIMIT, value, LIMIT))[1])
    if failed:
        print("error at", failed)
        continue
    print(*stack or ["empty"])
    stack = []
