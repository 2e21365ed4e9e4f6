"""Tests of the merging of digits."""

from __future__ import annotations

from ses_plugin.datasets.families.digit_game.generate import generate
from ses_plugin.datasets.seeded_random import SeededRandom

PUBLIC: tuple[str, ...] = (
    "2\n1123\n7731\n",
    "1\n33361\n",
    "1\n0\n",
)


def _runs(draw: SeededRandom, length: int) -> str:
    out: list[str] = []
    while len(out) < length:
        out.extend(draw.choice("0123456789") * draw.integer(1, 9))
    return "".join(out[:length])


def private(draw: SeededRandom) -> list[str]:
    """Return the inputs that decide."""
    return [
        "1\n9\n",
        "2\n55\n00\n",
        "3\n000\n0000\n00000\n",
        "3\n111\n1111\n11111\n",
        "2\n0055\n5500\n",
        "4\n112\n211\n1124862\n8811\n",
        "3\n123456789\n998\n899\n",
        "3\n444\n4448\n8444\n",
        "2\n11248624862486248624\n66666666666666666666\n",
        "2\n0001000\n7777777\n",
        *(generate(draw, level) for level in (1, 2, 2, 3, 3, 3)),
        f"3\n{_runs(draw, 200)}\n{_runs(draw, 200)}\n{_runs(draw, 200)}\n",
        "1\n" + "3" * 99000 + _runs(draw, 1000) + "\n",
    ]
