import sys

GROUP = 5
ADULT = 9

sold = total = 0
price = ADULT
rows = sys.stdin.read().splitlines()[1:]
for row in rows:
    age, count = map(int, row.split())
    if age < 12:
        price = 5
    elif age >= 65:
        price = 6
    before = sold // GROUP
    sold += count
    free = sold // GROUP - before
    cost = price * (count - free)
    total += cost
    print(cost)
print("total", total, "gifts", sold // GROUP)
