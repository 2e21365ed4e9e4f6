"""Tests of the merging of meetings."""

from __future__ import annotations

from ses_plugin.datasets.families.meeting_merge.generate import clock, generate
from ses_plugin.datasets.seeded_random import SeededRandom

PUBLIC: tuple[str, ...] = (
    "9:00-9:30\n9:48-10:20\n9:20-9:40\n",
    "11:05-11:30\n8:00-9:00\n",
    "12:00-14:00\n12:30-13:00\n",
)


def _large(draw: SeededRandom, count: int, last: int, longest: int) -> str:
    lines = []
    for _ in range(count):
        begin = draw.integer(0, last)
        lines.append(f"{clock(begin)}-{clock(begin + draw.integer(1, longest))}\n")
    return "".join(lines)


def private(draw: SeededRandom) -> list[str]:
    """Return the inputs that decide."""
    return [
        "0:00-0:01\n",
        "0:00-9999:59\n",
        "9:00-9:30\n9:40-10:00\n",
        "9:00-9:30\n9:41-10:00\n",
        "9:00-9:30\n9:30-10:00\n9:30-10:00\n",
        "10:00-10:30\n9:00-9:15\n8:10-8:40\n",
        "8:00-12:00\n8:10-8:20\n12:05-12:15\n",
        "8:00-9:00\n8:00-9:00\n8:00-9:00\n",
        "100:00-100:05\n99:50-99:59\n9:00-9:01\n1000:07-1000:08\n",
        "0:30-0:31\n0:20-0:21\n0:10-0:11\n0:00-0:01\n",
        "1:00-1:10\n1:21-1:30\n1:41-1:50\n1:10-1:11\n",
        "9:00-17:00\n9:05-9:10\n16:50-17:20\n17:30-18:00\n18:11-18:12\n",
        *(generate(draw, level) for level in (1, 2, 2, 3, 3, 3)),
        _large(draw, 60, 3000, 30),
        _large(draw, 1500, 9900 * 60, 80),
        _large(draw, 1500, 1500 * 60, 60),
    ]
