FREE_FROM = 2500
SHIPPING = 495


class Basket:
    def __init__(self):
        self.items = {}
        self.saved = 0

    def add(self, name, cents, qty=1):
        if name in self.items:
            self.items[name][1] += qty
        else:
            self.items[name] = [cents, qty]

    def subtotal(self):
        total = 0
        for cents, qty in self.items.values():
            total += cents * qty
        return total

    def discount(self, name, percent):
        if name not in self.items:
            return False
        cents, qty = self.items[name]
        cut = cents * percent // 100
        self.items[name][0] = cents - cut
        self.saved += cut * qty
        return True


def price_basket(lines, coupons):
    """Total of a basket in cents: (to pay, saved, unused coupons)."""
    basket = Basket()
    for line in lines:
        basket.add(*line)
    unused = [name for name, percent in coupons if not basket.discount(name, percent)]
    total = basket.subtotal()
    if total and total < FREE_FROM:
        total += SHIPPING
    return total, basket.saved, unused
