"""Training and validation rows, such that no function is in both."""

from __future__ import annotations

from collections.abc import Sequence

from ses_plugin.datasets.nlex.normal import function_forms, program_form
from ses_plugin.datasets.nlex.rows import Row

VALIDATION_PERCENT = 5


def split(rows: Sequence[Row]) -> dict[str, list[Row]]:
    """Return "train" and "validation" rows, in their order.

    Programs that share a function (`normal.function_forms`), a helper for instance, or are near-equal, go
    together: by the smallest digest among them.
    """
    group = _groups({row["program"] for row in rows})
    out: dict[str, list[Row]] = {"train": [], "validation": []}
    for row in rows:
        held_out = int(group[row["program"]], 16) % 100 < VALIDATION_PERCENT
        out["validation" if held_out else "train"].append(row)
    return out


def _groups(programs: set[str]) -> dict[str, str]:
    """Return for each program the smallest digest of those that it is connected with."""
    leader: dict[str, str] = {}

    def find(form: str) -> str:
        while leader.setdefault(form, form) != form:
            leader[form] = form = leader[leader[form]]
        return form

    for program in programs:
        first = find(program_form(program))
        for form in function_forms(program):
            one, other = sorted((find(first), find(form)))
            leader[other] = one
    return {program: find(program_form(program)) for program in programs}
