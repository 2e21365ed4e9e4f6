def apply_grants(parents, events):
    """Replay role events and return the effective rights of every role, inherited ones included."""
    own = {role: set() for role in parents}
    denied = set()

    def rights(role):
        if role is None:
            return set()
        return (own[role] | rights(parents[role])) - denied

    refused = 0
    for verb, role, right in events:
        if verb == "grant":
            if right in rights(role):
                refused += 1
            else:
                own[role].add(right)
        elif verb == "revoke":
            if right not in own[role]:
                refused += 1
            own[role].discard(right)
        elif right in denied:
            denied.remove(right)
        else:
            denied.add(right)
    return {role: rights(role) for role in own}, refused
