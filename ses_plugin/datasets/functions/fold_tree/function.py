def fold_tree(tree):
    """tree is None or (value, left, right); returns (height, balanced, best path down)."""
    if tree is None:
        return 0, True, []
    value, left, right = tree
    lh, lok, lpath = fold_tree(left)
    rh, rok, rpath = fold_tree(right)
    balanced = lok and rok and abs(lh - rh) <= 1
    if sum(lpath) >= sum(rpath):
        path = [value] + lpath
    else:
        path = [value] + rpath
    if sum(path) < 0:
        path = []
    return max(lh, rh) + 1, balanced, path
