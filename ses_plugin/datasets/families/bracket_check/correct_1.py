import sys

LIMIT = 3
PAIRS = {")": "(", "]": "[", "}": "{"}


def inspect(text):
    stack = []
    deepest = 0
    for pos, ch in enumerate(text, 1):
        if ch in "([{":
            stack.append((ch, pos))
            if len(stack) > LIMIT:
                return f"deep {pos}"
            deepest = max(deepest, len(stack))
        elif ch in PAIRS:
            if not stack or stack[-1][0] != PAIRS[ch]:
                return f"stray {pos}"
            stack.pop()
    if stack:
        return f"open {stack[0][1]}"
    return f"ok {deepest}"


lines = sys.stdin.read().split("\n")
count = int(lines[0])
for row in lines[1:count + 1]:
    print(inspect(row))
