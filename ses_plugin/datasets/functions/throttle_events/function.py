from collections import defaultdict, deque

LIMIT = 2
WINDOW = 10


def throttle_events(events):
    """Sliding window per user. Returns the refused times per user and the longest queue seen."""
    recent = defaultdict(deque)
    refused = {}
    longest = 0
    for at, user in events:
        seen = recent[user]
        while seen and at - seen[0] >= WINDOW:
            seen.popleft()
        if len(seen) >= LIMIT:
            refused.setdefault(user, []).append(at)
            continue
        seen.append(at)
        longest = max(longest, len(seen))
    return refused, longest, sorted(u for u in recent if not refused.get(u))
