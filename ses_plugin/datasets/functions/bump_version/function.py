def bump_version(current, commits):
    """Walk through commit titles and release at each 'release' line.

    'feat' raises the minor part, 'fix' and 'perf' the patch, a '!' or BREAKING the major one.
    """
    ranks = {"fix": 1, "perf": 1, "feat": 2}
    major, minor, patch = map(int, current.split("."))
    pending = 0
    notes = []
    released = []
    for title in commits:
        if title.strip() == "release":
            if pending == 0:
                continue
            if pending == 3 and major > 0:
                major, minor, patch = major + 1, 0, 0
            elif pending >= 2:
                minor, patch = minor + 1, 0
            else:
                patch += 1
            released.append((f"{major}.{minor}.{patch}", len(notes)))
            pending = 0
            notes.clear()
            continue
        kind, colon, text = title.partition(":")
        if not colon:
            continue
        breaking = kind.endswith("!") or "BREAKING" in text
        base = kind.rstrip("!").split("(")[0]
        rank = 3 if breaking else ranks.get(base, 0)
        if rank:
            notes.append(text.strip())
            pending = max(pending, rank)
    return released, pending, notes
