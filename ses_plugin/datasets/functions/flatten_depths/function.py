def walk(node, depth=0):
    if not isinstance(node, (list, tuple)):
        yield depth, node
        return
    if isinstance(node, tuple):
        depth -= 1
    for child in node:
        yield from walk(child, depth + 1)


def flatten_depths(nested):
    """Sum the numbers per depth; a tuple does not count as a level of its own, True counts 1."""
    sums = {}
    deepest = -1, None
    for depth, value in walk(nested):
        if value is None:
            continue
        sums[depth] = sums.get(depth, 0) + value
        if depth > deepest[0]:
            deepest = depth, value
    return sums, deepest
