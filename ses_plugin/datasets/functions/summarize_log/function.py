import re
from collections import Counter

BURST = 3
LINE = re.compile(r"^(\d\d):(\d\d) (DEBUG|INFO|WARN|ERROR) \[(\w+)\] (.*)$")


def summarize_log(lines):
    levels = Counter()
    worst = {}
    bursts = []
    streak = skipped = 0
    previous = None
    for line in lines:
        match = LINE.match(line)
        if not match:
            skipped += 1
            continue
        hour, minute, level, service, message = match.groups()
        levels[level] += 1
        at = int(hour) * 60 + int(minute)
        if level != "ERROR":
            if level != "DEBUG":
                streak = 0
            continue
        if previous is not None and at - previous > 10:
            streak = 0
        streak += 1
        previous = at
        if streak == BURST:
            bursts.append(f"{hour}:{minute}")
        worst.setdefault(service, []).append(message.split(":")[0])
    top = sorted(worst, key=lambda name: (-len(worst[name]), name))
    return {
        "levels": dict(levels),
        "top": [(name, worst[name][-1]) for name in top[:2]],
        "bursts": bursts,
        "skipped": skipped,
    }
