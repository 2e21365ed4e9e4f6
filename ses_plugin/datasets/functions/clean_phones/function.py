COUNTRY = "44"
MIN_DIGITS = 5


def clean_phones(entries):
    cleaned = []
    problems = {}
    for i, entry in enumerate(entries):
        text, _, ext = entry.partition("x")
        plus = text.lstrip().startswith(("+", "00"))
        digits = ""
        for c in text:
            if c in "0123456789":
                digits += c
            elif c not in " +-().":
                problems[i] = f"bad character {c!r}"
                break
        else:
            if plus:
                digits = digits.lstrip("0")
            elif digits.startswith("0"):
                digits = COUNTRY + digits[1:]
            if len(digits) < MIN_DIGITS:
                problems[i] = "too short"
                continue
            number = "+" + digits
            if ext.strip().isdigit():
                number += ";" + ext.strip()
            if number in cleaned:
                problems[i] = f"same as {cleaned.index(number)}"
            else:
                cleaned.append(number)
    return cleaned, problems
