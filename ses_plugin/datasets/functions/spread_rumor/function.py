def spread_rumor(friends, seeds, nights):
    """Everyone who heard it tells their friends once, the night after.

    Returns who never heard it, how often it was news, and who heard it from several at once.
    """
    knows = set(seeds)
    fresh = set(seeds)
    source = {}
    for _ in range(nights):
        told = set()
        for person in sorted(fresh):
            for friend in friends.get(person, ()):
                if friend in knows:
                    continue
                told.add(friend)
                source[friend] = source.get(friend, 0) + 1
        if not told:
            break
        knows |= told
        fresh = told
    everyone = set(friends)
    for group in friends.values():
        everyone.update(group)
    return everyone - knows, sum(source.values()), {p for p, n in source.items() if n > 1}
