import sys

LOW = 20


def scan(words):
    found = []
    current = []
    for number, word in enumerate(words, start=1):
        if word == "--":
            continue
        if int(word) < LOW:
            current.append(number)
        elif current:
            found.append(current)
            current = []
    return found


def biggest_drop(values):
    result = 0
    for k in range(len(values) - 1):
        result = max(result, values[k] - values[k + 1])
    return result


words = sys.stdin.read().split()
found = scan(words)
longest = max(found, key=len, default=[])
values = [int(w) for w in words if w != "--"]
print("runs", len(found))
print("longest", len(longest), "from", longest[0] if longest else 0)
print("drop", biggest_drop(values))
print("last", values[-1])
