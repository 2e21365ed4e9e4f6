import sys

FEE = 2

funds, highest, declined = {}, {}, 0
for entry in sys.stdin:
    match entry.split():
        case ["deposit", who, n]:
            funds[who] = funds.get(who, 0) + int(n)
            highest[who] = max(highest.get(who, 0), funds[who])
        case ["withdraw", who, n]:
            total = int(n) + FEE
            if funds.setdefault(who, 0) >= total:
                funds[who] -= total
            else:
                declined += 1
        case ["transfer", who, to, n]:
            total = int(n) + FEE
            if funds.setdefault(who, 0) >= total:
                funds[who] -= total
                funds[to] = funds.get(to, 0) + int(n)
            else:
                declined += 1

for who in sorted(funds):
    print(f"{who} {funds[who]} {highest.get(who, 0)}")
print(f"declined {declined}")
