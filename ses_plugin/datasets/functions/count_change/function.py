def count_change(amount, coins, limit):
    """Ways to pay `amount` with each coin used at most `limit` times.

    Also how many states were cached, and how often the cache helped.
    """
    memo = {}
    hits = 0

    def ways(i, rest):
        nonlocal hits
        if rest == 0:
            return 1
        if i == len(coins):
            return 0
        key = (i, rest)
        if key in memo:
            hits += 1
            return memo[key]
        total = 0
        for used in range(limit + 1):
            if used * coins[i] > rest:
                break
            total += ways(i + 1, rest - used * coins[i])
        memo[key] = total
        return total

    return ways(0, amount), len(memo), hits
