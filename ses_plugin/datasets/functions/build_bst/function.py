class Node:
    def __init__(self, key):
        self.key = key
        self.left = self.right = None


def insert(node, key):
    if node is None:
        return Node(key)
    if key < node.key:
        node.left = insert(node.left, key)
    elif key > node.key:
        node.right = insert(node.right, key)
    return node


def remove(node, key):
    if node is None:
        return None
    if key < node.key:
        node.left = remove(node.left, key)
    elif key > node.key:
        node.right = remove(node.right, key)
    elif node.left is None:
        return node.right
    elif node.right is None:
        return node.left
    else:
        nxt = node.right
        while nxt.left:
            nxt = nxt.left
        node.key = nxt.key
        node.right = remove(node.right, nxt.key)
    return node


def build_bst(ops):
    """A positive number is inserted, a negative one removes its absolute value."""
    def dump(node):
        return node and (dump(node.left), node.key, dump(node.right))

    root = None
    for op in ops:
        root = insert(root, op) if op > 0 else remove(root, -op)
    return dump(root)
