import sys

FEE = 2

balance = {}
peak = {}
declined = 0

for line in sys.stdin:
    parts = line.split()
    if not parts:
        continue
    kind, who, amount = parts[0], parts[1], int(parts[-1])
    if who not in balance:
        balance[who] = peak[who] = 0
    if kind == "deposit":
        balance[who] += amount
        peak[who] = max(peak[who], balance[who])
        continue
    # withdrawals and transfers both cost a fee
    if balance[who] < amount + FEE:
        declined += 1
        continue
    balance[who] -= amount + FEE
    if kind == "transfer":
        other = parts[2]
        balance[other] = balance.get(other, 0) + amount
        peak[other] = max(peak.get(other, 0), balance[other])

for who in sorted(balance):
    print(who, balance[who], peak[who])
print("declined", declined)
