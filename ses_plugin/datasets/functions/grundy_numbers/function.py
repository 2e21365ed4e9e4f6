def mex(values):
    n = 0
    while n in values:
        n += 1
    return n


def grundy_numbers(piles, moves):
    """Value of each pile when a player takes one of `moves` or halves an even pile.

    The last item is the pile (index, new size) of a winning move, or None.
    """
    memo = {0: 0}

    def options(n):
        sizes = [n - m for m in moves if m <= n]
        if n and n % 2 == 0:
            sizes.append(n // 2)
        return sizes

    def value(n):
        if n not in memo:
            memo[n] = mex({value(size) for size in options(n)})
        return memo[n]

    total = 0
    for pile in piles:
        total ^= value(pile)
    winning = None
    for i, pile in enumerate(piles):
        for size in options(pile):
            if winning is None and total ^ value(pile) ^ value(size) == 0:
                winning = (i, size)
    return [value(pile) for pile in piles], winning
