GROUP = 5
ADULT = 9


class Booth:
    def __init__(self):
        self.sold = 0
        self.gifts = 0
        self.total = 0

    def order(self, age, tickets):
        price = 5 if age <= 12 else 6 if age >= 65 else ADULT
        cost = 0
        for _ in range(tickets):
            self.sold += 1
            if self.sold % GROUP:
                cost += price
            else:
                self.gifts += 1
        self.total += cost
        return cost


booth = Booth()
n = int(input())
for _ in range(n):
    print(booth.order(*map(int, input().split())))
print("total", booth.total, "gifts", booth.gifts)
