def tally_votes(events):
    """Count (voter, choice) events in order.

    A new choice replaces the voter's earlier one; None withdraws it.
    """
    latest = {}
    counts = {}
    for voter, choice in events:
        if voter in latest:
            counts[latest.pop(voter)] -= 1
        if choice is not None:
            latest[voter] = choice
            counts[choice] = counts.get(choice, 0) + 1
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))
