from collections import Counter

PARTICLES = {"van", "de", "der", "von", "la"}


def _capitalize(part: str) -> str:
    if part.startswith("mc") and len(part) > 3:
        return "Mc" + part[2:].capitalize()
    return "-".join(piece.capitalize() for piece in part.split("-"))


def display_names(raw_names: list[str]) -> list[str]:
    """'SMITH, anna maria' and 'anna maria smith' both become 'Anna M. Smith'; twins get a number."""
    seen: Counter[str] = Counter()
    shown = []
    for raw in raw_names:
        if "," in raw:
            family, _, given = raw.partition(",")
            words = given.split() + family.split()
        else:
            words = raw.split()
        if not words:
            shown.append("Unknown")
            continue
        words = [word.lower().strip(".") for word in words]
        pretty = []
        for index, word in enumerate(words):
            if word in PARTICLES and index > 0:
                pretty.append(word)
            elif 0 < index < len(words) - 1:
                pretty.append(word[:1].upper() + ".")
            else:
                pretty.append(_capitalize(word))
        name = " ".join(pretty)
        seen[name] += 1
        shown.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return shown
