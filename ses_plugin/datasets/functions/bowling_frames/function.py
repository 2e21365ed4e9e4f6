def bowling_frames(rolls):
    """Cumulative score per frame; None for a frame whose bonus is not known yet.

    Also the rolls after the tenth frame and the longest row of strikes.
    """
    out = []
    total = 0
    i = 0
    while i < len(rolls) and len(out) < 10:
        if rolls[i] == 10:
            need, width = 3, 1
        elif i + 1 < len(rolls) and rolls[i] + rolls[i + 1] == 10:
            need, width = 3, 2
        else:
            need, width = 2, 2
        if i + need > len(rolls):
            out.append(None)
        else:
            for pins in rolls[i:i + need]:
                total += pins
            out.append(total)
        i += width
    left = rolls[i:] if len(out) == 10 else []
    streak = best = 0
    for pins in rolls:
        streak = streak + 1 if pins == 10 else 0
        best = max(best, streak)
    return out, left, best
