def overlay_config(*layers):
    """Lay configs over each other, later ones win.

    None removes a key, lists are extended, sections are merged; everything else is replaced.
    """
    def lay(target, layer):
        for key, value in layer.items():
            have = target.get(key)
            if value is None:
                target.pop(key, None)
            elif isinstance(have, dict) and isinstance(value, dict):
                lay(have, value)
            elif isinstance(have, list):
                if isinstance(value, list):
                    have.extend(value)
                else:
                    have.append(value)
            else:
                target[key] = value

    def leaves(node):
        if not isinstance(node, dict):
            return 1
        return sum(leaves(child) for child in node.values())

    merged = {}
    sizes = []
    for layer in layers:
        lay(merged, layer)
        sizes.append(leaves(merged))
    return merged, sizes, layers[0] == merged
