import sys

MAX_COINS = 5

rows = [line.split() for line in sys.stdin]
box = {int(a): int(b) for a, b in (w.split("x") for w in rows[0])}
kinds = sorted(box, reverse=True)
sold = 0
for row in rows[1:]:
    price = int(row[0])
    paid = [int(c) for c in row[1:]]
    owed = sum(paid) - price
    if owed < 0:
        print("short", -owed)
        continue
    for c in paid:
        box[c] += 1
    back = []
    for c in kinds:
        while c <= owed and box[c] > 0:
            box[c] -= 1
            owed -= c
            back.append(c)
    if owed == 0 and len(back) <= MAX_COINS:
        sold += price
        print("ok", *back)
    else:
        for c in paid:
            box[c] -= 1
        print("refund", sum(paid))

print("sold", sold)
print("left", *[box[c] for c in reversed(kinds)])
