def count_overlaps(spans, touching):
    """For each span, the number of other spans that share some of it.

    With touching, a common end point is enough.
    """
    hits = [0] * len(spans)
    for i, (start, end) in enumerate(spans):
        for j in range(i + 1, len(spans)):
            shared = min(end, spans[j][1]) - max(start, spans[j][0])
            if shared > 0 or (touching and shared == 0):
                hits[i] += 1
                hits[j] += 1
    return hits
