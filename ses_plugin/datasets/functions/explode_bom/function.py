class CycleError(Exception):
    pass


def explode_bom(parts, item, qty=1):
    """Raw materials needed for `qty` of `item`; parts maps a product to {component: count}.

    A product that contains itself gives the chain of names that closes the circle.
    """
    memo = {}
    chain = []

    def raw(name):
        if name in chain:
            raise CycleError(*chain[chain.index(name):], name)
        if name in memo:
            return memo[name]
        if not parts.get(name):
            return {name: 1}
        chain.append(name)
        need = {}
        for sub, count in parts[name].items():
            for base, n in raw(sub).items():
                need[base] = need.get(base, 0) + n * count
        chain.pop()
        memo[name] = need
        return need

    try:
        needed = raw(item)
    except CycleError as loop:
        return loop.args
    return {name: n * qty for name, n in sorted(needed.items())}
