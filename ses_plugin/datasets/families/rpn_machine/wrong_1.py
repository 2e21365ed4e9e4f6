LIMIT = 50
NEEDS = {"+": 2, "-": 2, "*": 2, "/": 2, "swap": 2, "over": 2, "drop": 1}


def execute(program):
    stack = []
    for i, token in enumerate(program):
        if len(stack) < NEEDS.get(token, 0):
            return ["error", "at", i + 1]
        if token == "drop":
            del stack[-1]
        elif token == "over":
            stack.append(stack[-2])
        elif token == "swap":
            stack[-1], stack[-2] = stack[-2], stack[-1]
        elif token in NEEDS:
            b, a = stack.pop(), stack.pop()
            if token == "+":
                r = a + b
            elif token == "-":
                r = a - b
            elif token == "*":
                r = a * b
            else:
                r = a // b if b != 0 else 0
            stack.append(min(max(r, -LIMIT), LIMIT))
        else:
            stack.append(int(token))
    return stack or ["empty"]


while True:
    try:
        line = input()
    except EOFError:
        break
    print(*execute(line.split()))
