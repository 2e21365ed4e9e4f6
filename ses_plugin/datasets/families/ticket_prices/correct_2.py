import sys

GROUP = 5
ADULT = 9
CLASSES = [(12, 5), (65, ADULT), (200, 6)]

data = list(map(int, sys.stdin.read().split()))
sold, total = 0, 0
i = 1
while i < len(data):
    age = data[i]
    tickets = data[i + 1]
    price = next(p for limit, p in CLASSES if age < limit)
    free = (sold + tickets) // GROUP - sold // GROUP
    cost = (tickets - free) * price
    sold += tickets
    total += cost
    print(cost)
    i += 2
print(f"total {total} gifts {sold // GROUP}")
