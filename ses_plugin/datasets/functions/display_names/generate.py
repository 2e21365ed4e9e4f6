"""Names in several orders and cases."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom

GIVEN = ["anna", "BO", "eva-lou", "Jan", "li"]
FAMILY = ["smith", "van der Berg", "McKay", "de la Cruz", "ODE", "mcx"]


def _name(draw: SeededRandom) -> str:
    if draw.chance(0.08):
        return draw.choice(["", "  ", "van", ",", "cher"])
    given = draw.choice(GIVEN)
    if draw.chance(0.4):
        given += " " + draw.choice(["K.", "maria", "j"])
    family = draw.choice(FAMILY)
    return f"{family}, {given}" if draw.chance(0.5) else f"{given} {family}"


def generate(draw: SeededRandom, level: int) -> tuple[list[str]]:
    low, high = {1: (1, 1), 2: (2, 3), 3: (6, 12)}[level]
    return ([_name(draw) for _ in range(draw.integer(low, high))],)
