def leaves(node):
    total = 0
    for value in node.values():
        if isinstance(value, dict):
            total += leaves(value)
        else:
            total += 1
    return total


def diff_nested(old, new, path="", changes=None):
    """Dotted paths that were added, dropped or set to another value, and how many stayed."""
    if changes is None:
        changes = {"same": 0, "size": (leaves(old), leaves(new))}
    for key in sorted(old.keys() | new.keys()):
        here = path + "." + key if path else key
        if key not in new:
            changes.setdefault("del", []).append(here)
        elif key not in old:
            changes.setdefault("add", []).append(here)
        elif isinstance(old[key], dict) and isinstance(new[key], dict):
            diff_nested(old[key], new[key], here, changes)
        elif old[key] != new[key]:
            changes.setdefault("set", {})[here] = new[key]
        else:
            changes["same"] += 1
    return changes
