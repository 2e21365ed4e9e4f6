def check(text):
    # verdict about a piece of the label
    stack = []
    deepest = 0
    for i, c in enumerate(text):
        if c in "([{":
            stack.append((c, i + 1))
            if len(stack) > 3:
                return "deep", i + 1
            deepest = max(deepest, len(stack))
        elif c in ")]}":
            if not stack or stack[-1][0] + c not in ("()", "[]", "{}"):
                return "stray", i + 1
            stack.pop()
    if stack:
        return "open", stack[0][1]
    return "ok", deepest


n = int(input())
for _ in range(n):
    label = input()
    for end in range(1, len(label) + 1):
        word, number = check(label[:end])
        if word in ("deep", "stray"):
            break
    print(word, number)
