FORGIVE = 1  # amounts up to this are not worth a transfer


def settle_debts(expenses):
    """expenses: (payer, amount, sharers).

    Returns transfers (from, to, amount) and what is left open.
    """
    balance = {}
    for payer, amount, sharers in expenses:
        share, rest = divmod(amount, len(sharers))
        balance[payer] = balance.get(payer, 0) + amount
        for i, person in enumerate(sharers):
            due = share + 1 if i < rest else share
            balance[person] = balance.get(person, 0) - due
    transfers = []
    while True:
        debtor = min(balance, key=lambda p: (balance[p], p))
        creditor = max(balance, key=lambda p: (balance[p], p))
        amount = min(-balance[debtor], balance[creditor])
        if amount <= FORGIVE:
            break
        balance[debtor] += amount
        balance[creditor] -= amount
        transfers.append((debtor, creditor, amount))
    return transfers, {p: b for p, b in sorted(balance.items()) if b}
