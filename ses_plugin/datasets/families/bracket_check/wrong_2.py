import sys

LIMIT = 3


def inspect(text):
    waiting = []
    deepest = 0
    for pos, ch in enumerate(text, start=1):
        if ch in "([{":
            waiting.append(pos)
            if len(waiting) > LIMIT:
                return "deep", pos
            if len(waiting) > deepest:
                deepest = len(waiting)
        elif ch in ")]}":
            if not waiting:
                return "stray", pos
            waiting.pop()
    if waiting:
        return "open", waiting[0]
    return "ok", deepest


count, *rows = sys.stdin.read().splitlines()
for row in rows[:int(count)]:
    word, number = inspect(row)
    print(word, number)
