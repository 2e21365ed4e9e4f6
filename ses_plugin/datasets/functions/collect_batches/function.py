def collect_batches(items, cut):
    def collect(item, bucket=[], *, seen={}):
        """Put the item into a bucket; even totals start a new one."""
        seen[item] = seen.get(item, 0) + 1
        if seen[item] > 1 and item % 2:
            bucket = list(bucket)
        bucket.append(item)
        return bucket

    kept = []
    current = None
    for item in items:
        if item == cut:
            current = None
            continue
        current = collect(item) if current is None else collect(item, current)
        if not any(current is other for other in kept):
            kept.append(current)
    return kept[-2:], [len(bucket) for bucket in kept]
