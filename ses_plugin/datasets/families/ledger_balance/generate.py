"""Inputs of the ledger: deposits, withdrawals and transfers between a few accounts."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom

LINES = {1: (2, 3), 2: (6, 10), 3: (17, 20)}
NAMES = ["ana", "bo", "cy", "dee", "eli"]


def generate(draw: SeededRandom, level: int) -> str:
    """Return one transaction per line."""
    names = draw.sample(NAMES, 2 if level == 1 else draw.integer(2, 2 + level))
    known = dict.fromkeys(names, 0)
    lines = []
    for index in range(draw.integer(*LINES[level])):
        who = names[0] if level == 1 else draw.choice(names)
        held = known[who]
        if held <= 5 and (index == 0 or draw.chance(0.8)):
            amount = draw.integer(5, 60)
            known[who] += amount
            lines.append(f"deposit {who} {amount}")
            continue
        # amounts close to what is held make the fee matter
        amount = draw.integer(1, max(2, held // 2))
        if draw.chance(0.35):
            amount = max(1, held - draw.integer(-1, 3))
        if draw.chance(0.7):
            other = draw.choice([name for name in names if name != who])
            lines.append(f"transfer {who} {other} {amount}")
            if amount + 2 <= held:
                known[who] -= amount + 2
                known[other] += amount
        else:
            lines.append(f"withdraw {who} {amount}")
            if amount + 2 <= held:
                known[who] -= amount + 2
    return "\n".join(lines) + "\n"
