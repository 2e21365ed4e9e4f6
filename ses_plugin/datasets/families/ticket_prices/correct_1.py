# Every GROUP-th ticket sold today is a gift.
GROUP = 5
ADULT = 9


def price_for(age):
    if age < 12:
        return 5
    if age >= 65:
        return 6
    return ADULT


sold = 0
gifts = 0
total = 0
for _ in range(int(input())):
    age, tickets = map(int, input().split())
    price = price_for(age)
    cost = 0
    for _ in range(tickets):
        sold += 1
        if sold % GROUP == 0:
            gifts += 1
        else:
            cost += price
    print(cost)
    total += cost
print("total", total, "gifts", gifts)
