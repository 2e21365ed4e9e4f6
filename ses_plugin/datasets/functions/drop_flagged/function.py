def drop_flagged(queue, flags, tries=2):
    """Take the flagged numbers out of the queue, a few passes at most."""
    removed = []
    passes = 0
    while passes < tries:
        passes += 1
        before = len(queue)
        for item in queue:
            if item in flags:
                queue.remove(item)
                removed.append(item)
            elif item < 0:
                queue.append(-item)
                queue.remove(item)
        if len(queue) == before:
            break
    return queue, removed, passes
