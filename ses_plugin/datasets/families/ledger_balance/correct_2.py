FEE = 2


class Account:
    def __init__(self):
        self.money = 0
        self.best = 0

    def put(self, amount):
        self.money += amount
        if self.money > self.best:
            self.best = self.money

    def take(self, amount):
        left = self.money - amount - FEE
        if left < 0:
            return False
        self.money = left
        return True


accounts = {}
refused = []
while True:
    try:
        words = input().split()
    except EOFError:
        break
    *names, amount = words[1:]
    amount = int(amount)
    source = accounts.setdefault(names[0], Account())
    if words[0] == "deposit":
        source.put(amount)
    elif not source.take(amount):
        refused.append(words)
    elif len(names) == 2:
        accounts.setdefault(names[1], Account()).put(amount)

for name, acc in sorted(accounts.items(), key=lambda pair: pair[0]):
    print(name, acc.money, acc.best)
print("declined", len(refused))
