"""Books to put on shelves: one `title height width` line per book."""

from __future__ import annotations

from ses_plugin.datasets.seeded_random import SeededRandom

BOOKS = {1: (2, 3), 2: (4, 7), 3: (17, 19)}
TITLES = (
    "ash bee cod dew elm fig gum hen ivy jam kit lark moth nut oak pea quay rye sun tin urn vat "
    "wax yam zoo arc bud cup"
)


def generate(draw: SeededRandom, level: int) -> str:
    """Return books with few different heights, so that ties are common."""
    tall = draw.integer(1, 1 + 2 * level)
    titles = draw.sample(TITLES.split(), draw.integer(*BOOKS[level]))
    return "".join(f"{t} {20 + draw.integer(0, tall)} {draw.integer(1, 6)}\n" for t in titles)
