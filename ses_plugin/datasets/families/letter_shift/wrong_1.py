import sys

STEP = 2

rows = sys.stdin.read().split("\n")
key = int(rows.pop(0))
for row in rows:
    if row == "":
        continue
    forward = True
    result = ""
    for ch in row:
        if ch == " ":
            forward = not forward
            result += "_"
            continue
        if ch.isalpha():
            start = 65 if ch < "a" else 97
            place = ord(ch) - start
            place = place + key if forward else place - key
            ch = chr(start + place % 26)
        result += ch
        key += STEP
    print(result, key)
