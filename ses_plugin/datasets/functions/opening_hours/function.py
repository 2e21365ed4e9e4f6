DAYS = ["mo", "tu", "we", "th", "fr", "sa", "su"]
CLOSED = "off"


def opening_hours(rules):
    """'mo-fr 9-12,14-18; sa 10-13; we off' to minutes per day; later rules replace earlier ones."""
    week = {day: 0 for day in DAYS}
    bad = []
    for rule in rules.lower().split(";"):
        fields = rule.split()
        if len(fields) != 2:
            bad.append(rule.strip())
            continue
        spans, hours = fields
        try:
            chosen = []
            for span in spans.split(","):
                first, _, last = span.partition("-")
                i = DAYS.index(first)
                chosen.append(first)
                while last and DAYS[i] != last:
                    i = (i + 1) % 7
                    chosen.append(DAYS[i])
                    if len(chosen) > 14:
                        raise ValueError(last)
            minutes = 0
            for slot in hours.split(",") if hours != CLOSED else []:
                begin, end = (
                    int(h) * 60 + int(m or 0) for h, _, m in (t.partition(":") for t in slot.split("-"))
                )
                minutes += (end - begin) % 1440
        except ValueError:
            bad.append(rule.strip())
            continue
        for day in chosen:
            week[day] = minutes
    return [week[day] for day in DAYS], bad
