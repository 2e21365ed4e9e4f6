MIN_SHIP = 2  # a partial shipment smaller than this waits


def allocate_stock(stock, orders):
    shipped = []
    backlog = {}
    for number, (sku, qty) in enumerate(orders, start=1):
        available = stock.get(sku, 0)
        sent = min(available, qty)
        if sent < qty and sent < MIN_SHIP:
            sent = 0
        if sent:
            stock[sku] -= sent
            shipped.append((number, sent))
        if sent < qty:
            backlog[sku] = backlog.get(sku, 0) + qty - sent
    left = {sku: n for sku, n in stock.items() if n}
    return {"shipped": shipped, "backlog": backlog, "left": left}
