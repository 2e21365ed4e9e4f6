RULES = []


def rule(position):
    def register(check):
        RULES.append((position, check))
        return check
    return register


@rule(0)
def name_given(value):
    return None if value and value.strip() else "no name"


@rule(1)
def looks_like_email(value):
    user, at, host = (value or "").partition("@")
    if not at or not user:
        return "no mail"
    if "." not in host.strip("."):
        return f"host {host}"


@rule(2)
def of_age(value):
    try:
        years = int(value)
    except (TypeError, ValueError):
        return "age?"
    return "age" if not 18 <= years <= 120 else None


def validate_signups(rows):
    """Errors per row number, and the names of accepted rows without repeats."""
    errors = {}
    accepted = []
    for number, row in enumerate(rows, 1):
        row = tuple(row) + (None,) * (3 - len(row))
        found = [text for position, check in RULES if (text := check(row[position]))]
        if found:
            errors[number] = "; ".join(found[:2])
        elif row[0] not in accepted:
            accepted.append(row[0])
    return accepted, errors
