"""Tests of the parking lot."""

from __future__ import annotations

from ses_plugin.datasets.families.parking_lot.generate import generate
from ses_plugin.datasets.seeded_random import SeededRandom

PUBLIC: tuple[str, ...] = (
    "0 in A1\n4 in B2\n12 out A1\n15 in C3\n20 out Z9\n",
    "3 in K1\n5 in L2\n6 in M3\n25 out K1\n28 out M3\n",
)


def _long(draw: SeededRandom, events: int, last: int) -> str:
    minutes = sorted(draw.integers(events, 0, last))
    inside: list[str] = []
    lines = []
    for i, minute in enumerate(minutes):
        if inside and draw.chance(0.42):
            car = inside.pop(draw.integer(0, len(inside) - 1))
            lines.append(f"{minute} out {car}")
        else:
            inside.append(f"{draw.choice('ABCDEF')}{i}")
            lines.append(f"{minute} in {inside[-1]}")
    return "\n".join(lines) + "\n"


def private(draw: SeededRandom) -> list[str]:
    """Return the inputs that decide."""
    return [
        "0 in A\n",
        "5 out A\n",
        "5 in A\n5 out A\n",
        "0 in A\n10 out A\n10 in A\n21 out A\n21 in A\n",
        "0 in A\n0 in B\n0 in C\n0 in D\n9 out B\n19 out C\n40 out D\n40 out A\n",
        "1 in A\n2 in B\n3 in C\n4 in D\n5 out C\n6 out A\n7 out B\n30 out D\n",
        "0 in A\n1 in B\n2 out A\n3 in C\n4 out B\n4 in D\n5 in E\n",
        "0 in A\n0 in B\n1 in C\n2 out C\n3 in C\n11 out A\n22 out B\n33 out C\n",
        "0 in A\n0 in B\n0 in C\n7 out X\n7 out C\n7 out C\n8 out A\n",
        "1999999990 in A\n1999999999 in B\n2000000000 in C\n2000000000 out A\n",
        "0 in 7\n3 in 77\n5 in 777\n13 out 77\n20 out 7\n20 out 777\n20 out 77\n",
        *(generate(draw, level) for level in (1, 2, 2, 3, 3, 3)),
        _long(draw, 2000, 15000),
        _long(draw, 2000, 2000000000),
        "0 in A\n0 in B\n1000000000 in C\n1999999991 out A\n1999999999 out B\n2000000000 out C\n",
    ]
