GROUP = 5
ADULT = 9


def main():
    n = int(input())
    total = gifts = 0
    for _ in range(n):
        age, count = [int(x) for x in input().split()]
        if age < 12:
            price = 5
        elif age < 65:
            price = ADULT
        else:
            price = 6
        free = count // GROUP
        gifts += free
        cost = price * (count - free)
        total += cost
        print(cost)
    print("total", total, "gifts", gifts)


main()
