LIMIT = 3
match = {"(": ")", "[": "]", "{": "}"}

t = int(input())
while t > 0:
    t -= 1
    expected = []
    where = []
    peak = 0
    answer = None
    for k, c in enumerate(input()):
        if c in match:
            expected.append(match[c])
            where.append(k + 1)
            if len(where) > LIMIT:
                answer = ("deep", k + 1)
                break
            peak = max(peak, len(where))
        elif c in match.values():
            if not expected or expected[-1] != c:
                answer = ("stray", k + 1)
                break
            expected.pop()
            where.pop()
    if answer is None:
        answer = ("open", where.pop()) if where else ("ok", peak)
    print(*answer)
