"""Train and validation rows: no function is in both, and small sources have a validation split too."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from ses_plugin.training_data.nlex.decontamination import function_forms, program_form
from ses_plugin.training_data.nlex.rows import Row

VALIDATION_PERCENT = 5
_TOO_LARGE_PERCENT = 20


def split_rows(rows: Sequence[Row]) -> dict[str, list[Row]]:
    """Return "train" and "validation" rows, in their order.

    Programs that share a function (`function_forms`), a helper for instance, or are near-equal, go
    together: by the smallest digest among them.
    """
    group = _groups({row["program"] for row in rows})
    held_out = _held_out(Counter(group.values()))
    out: dict[str, list[Row]] = {"train": [], "validation": []}
    for row in rows:
        out["validation" if group[row["program"]] in held_out else "train"].append(row)
    return out


def _held_out(sizes: Counter[str]) -> set[str]:
    """Return the groups of programs for validation: those with a low digest, and as many more as it takes.

    A group stays on its side whatever other groups there are, but for small sources: there the next ones
    follow until there are VALIDATION_PERCENT of the programs. A large group is for training.
    """
    programs = sizes.total()
    order = sorted(sizes, key=lambda digest: (int(digest, 16) % 100, digest))
    fitting = [one for one in order if sizes[one] * 100 <= programs * _TOO_LARGE_PERCENT]
    if not fitting and len(order) > 1:
        fitting = sorted(order, key=lambda one: (sizes[one], one))[:1]
    held: set[str] = set()
    for one in fitting:
        enough = sum(sizes[other] for other in held) * 100 >= programs * VALIDATION_PERCENT
        if int(one, 16) % 100 >= VALIDATION_PERCENT and enough:
            break
        held.add(one)
    return held


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
