LIMIT = 3

for _ in range(int(input())):
    s = input()
    left = [(c, p + 1) for p, c in enumerate(s) if c in "()[]{}"]
    level = peak = 0
    too_deep = len(s) + 1
    for c, p in left:
        level += 1 if c in "([{" else -1
        peak = max(peak, level)
        if level > LIMIT:
            too_deep = p
            break
    # cancel neighbouring pairs until nothing changes
    i = 0
    while i + 1 < len(left):
        if left[i][0] + left[i + 1][0] in ("()", "[]", "{}"):
            del left[i:i + 2]
            i = max(i - 1, 0)
        else:
            i += 1
    closers = [p for c, p in left if c in ")]}"]
    bad = closers[0] if closers else len(s) + 1
    if too_deep < bad:
        print("deep", too_deep)
    elif closers:
        print("stray", bad)
    elif left:
        print("open", left[0][1])
    else:
        print("ok", peak)
