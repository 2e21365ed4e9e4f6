def weight(node):
    name, own, kids = node
    return own + sum(weight(kid) for kid in kids)


def prune_tree(node, least):
    """Drop branches lighter than `least`; a dropped branch hands its own weight to its parent.

    A node with a single child left is merged with that child.
    """
    name, own, kids = node
    kept = []
    for kid in kids:
        if weight(kid) < least:
            own += kid[1]
        else:
            kept.append(prune_tree(kid, least))
    if len(kept) == 1:
        child, child_own, grandkids = kept[0]
        return (name + child, own + child_own, grandkids)
    return (name, own, kept)
