import re

SHOW = 2
SECRET_KEYS = re.compile(r"(?i)(password|token|key)$")
CARD = re.compile(r"\b\d{4}([ -]?)\d{4}\1(\d{4})\b")


def mask_secrets(lines):
    """Hide the values of secret looking pairs and card numbers; count what was hidden."""
    hidden = 0

    def star(value):
        nonlocal hidden
        hidden += 1
        if len(value) <= 2 * SHOW:
            return "*" * len(value)
        return value[:SHOW] + "*" * (len(value) - SHOW)

    cleaned = []
    touched = []
    for number, line in enumerate(lines):
        words = []
        before = hidden
        for word in line.split(" "):
            name, eq, value = word.partition("=")
            if eq and SECRET_KEYS.search(name):
                if value.startswith("$"):
                    word = name + "=" + value
                else:
                    word = name + "=" + star(value)
            elif "@" in word[1:]:
                user, _, host = word.partition("@")
                word = star(user) + "@" + host
            words.append(word)
        line, cards = CARD.subn(lambda m: "#" + m.group(2), " ".join(words))
        hidden += cards
        if hidden > before:
            touched.append(number)
        cleaned.append(line)
    return cleaned, touched, hidden
