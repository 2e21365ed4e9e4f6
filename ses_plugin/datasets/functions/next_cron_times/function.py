def _field(text, low, high):
    allowed = set()
    for part in text.split(","):
        span, _, step = part.partition("/")
        if span == "*":
            first, last = low, high
        elif "-" in span:
            first, last = (int(n) for n in span.split("-"))
        else:
            first = int(span)
            last = high if step else first
        allowed.update(range(first, last + 1, int(step or 1)))
    return allowed


def next_cron_times(schedule, start, count):
    """The next `count` times (day, hour, minute) for 'minute hour' after the start."""
    minute_text, hour_text = schedule.split()
    minutes = sorted(_field(minute_text, 0, 59))
    hours = _field(hour_text, 0, 23)
    day, hour, minute = start
    found = []
    while True:
        if hour in hours:
            for m in minutes:
                if m > minute:
                    found.append((day, hour, m))
                    if len(found) == count:
                        return found
        hour += 1
        minute = -1
        if hour == 24:
            day, hour = day + 1, 0
