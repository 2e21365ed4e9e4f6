import sys


def forward(c):
    if c == "z":
        return "a"
    if c == "Z":
        return "A"
    return chr(ord(c) + 1)


def backward(c):
    if c == "a":
        return "z"
    if c == "A":
        return "Z"
    return chr(ord(c) - 1)


lines = sys.stdin.read().splitlines()
key = int(lines[0])
for line in lines[1:]:
    result = ""
    going_forward = True
    for c in line:
        if c == " ":
            result += "_"
            going_forward = not going_forward
        elif c.isalpha():
            for _ in range(key):
                if going_forward:
                    c = forward(c)
                else:
                    c = backward(c)
            result += c
            key += 2
        else:
            result += c
    print(result, key)
