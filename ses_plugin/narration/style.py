"""How much of a run is told: styles of explanations, and ever shorter ones for what would be too long."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Style:
    """How much is told.

    `iterations` is how many of a loop's first iterations are told one by one (one fewer in each loop further
    in, and the last one always if any is); `calls` how many calls of each function. `path_changes`: also
    iterations that take another path than those before. `steps` is how many steps and loops of a block are
    told, the rest being summed up. `conditions` and `value_origins` tell whether to explain how conditions
    came out, and where values came from. `characters` bounds the story without its answer: as much is summed
    up as that takes.
    """

    iterations: int = 3
    calls: int = 3
    path_changes: bool = True
    steps: int = 200
    conditions: bool = True
    value_origins: bool = True
    characters: int = 6_000


FULL = Style()
CONCISE = Style(
    iterations=1,
    calls=1,
    path_changes=False,
    steps=20,
    conditions=False,
    value_origins=False,
    characters=2_000,
)


_LESS = (
    (3, 2, True, 200),
    (2, 2, True, 200),
    (2, 1, True, 100),
    (2, 1, False, 60),
    (1, 1, False, 40),
    (1, 0, False, 25),
    (0, 1, False, 25),
    (0, 0, False, 12),
    (0, 0, False, 5),
    (0, 0, False, 2),
)
"""Iterations, calls, turns and steps of what is told instead of a story that is too long."""


def shorter_styles(style: Style) -> list[Style]:
    """Return styles that tell less and less, the first being `style`."""
    return [
        style,
        *(
            replace(
                style,
                iterations=min(iterations, style.iterations),
                calls=min(calls, style.calls),
                path_changes=turns and style.path_changes,
                steps=min(steps, style.steps),
            )
            for iterations, calls, turns, steps in _LESS
        ),
    ]
