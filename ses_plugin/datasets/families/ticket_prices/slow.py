def price(age):
    if age < 12:
        return 5
    elif age >= 65:
        return 6
    else:
        return 9


def gifts_among(orders):
    # go through the tickets one by one
    number = 0
    gifts = 0
    for age, tickets in orders:
        for _ in range(tickets):
            number += 1
            if number % 5 == 0:
                gifts += 1
    return gifts


n = int(input())
orders = []
total = 0
for i in range(n):
    age, tickets = map(int, input().split())
    before = gifts_among(orders)
    orders.append((age, tickets))
    gifts = gifts_among(orders) - before
    cost = price(age) * (tickets - gifts)
    total += cost
    print(cost)
print("total", total, "gifts", gifts_among(orders))
