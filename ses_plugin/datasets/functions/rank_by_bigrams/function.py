from collections import Counter


def bigrams(text):
    text = " " + "".join(c for c in text.lower() if c.isalnum() or c == " ") + " "
    return Counter(a + b for a, b in zip(text, text[1:]) if a + b != "  ")


def rank_by_bigrams(query, candidates, floor=200):
    """Dice coefficient in thousandths, best candidates first, ties in given order."""
    wanted = bigrams(query)
    scored = []
    for candidate in candidates:
        have = bigrams(candidate)
        size = sum(wanted.values()) + sum(have.values())
        if size == 0:
            continue
        common = 0
        for pair, count in wanted.items():
            common += min(count, have[pair])
        score = 2000 * common // size
        if score >= floor:
            scored.append((score, candidate))
    scored.sort(key=lambda item: -item[0])
    return scored
