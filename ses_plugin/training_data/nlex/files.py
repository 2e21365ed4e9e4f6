"""The files of a data set: the splits of its rows, and each file there as a whole or not at all.

No function is in both the train and the validation split, and small sources have a validation split too.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ses_plugin.errors import MissingDependency
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


FORMATS = ("jsonl", "parquet")


def write_file(path: Path, data: bytes) -> None:
    """Write `data` to `path` so that a kill, or a loss of power, leaves the old file or the new one."""
    beside = path.with_name(f".{path.name}.tmp")
    with beside.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    os.replace(beside, path)


def write_rows(folder: Path, split: str, rows: Sequence[Row], formats: Sequence[str]) -> None:
    """Write a split in each of `formats`. Raises MissingDependency if Parquet can't be written here."""
    if "jsonl" in formats:
        text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        write_file(folder / f"{split}.jsonl", text.encode("utf-8", "backslashreplace"))
    if "parquet" in formats:
        write_file(folder / f"{split}.parquet", _parquet(rows))


def _parquet(rows: Sequence[Row]) -> bytes:
    pyarrow, parquet = import_pyarrow()
    sink = pyarrow.BufferOutputStream()
    parquet.write_table(pyarrow.Table.from_pylist(list(rows), schema=_schema(pyarrow)), sink)
    return bytes(sink.getvalue())


def import_pyarrow() -> tuple[Any, Any]:
    """Return pyarrow and its Parquet module. Raises MissingDependency."""
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        raise MissingDependency("Parquet needs pyarrow: pip install 'ses_plugin[data]'") from None
    return pyarrow, pyarrow.parquet


def _schema(pa: Any) -> Any:
    text = pa.string()
    chat = pa.list_(pa.struct([("role", text), ("content", text)]))
    numbers = ("trace_events", "lines_executed", "loop_depth")
    features = pa.struct(
        [
            *((name, pa.int64()) for name in numbers),
            ("kinds", pa.list_(text)),
            ("output_length", pa.int64()),
            ("difficulty", text),
            ("calls", pa.int64()),
            ("answer_in_input", pa.bool_()),
        ]
    )
    texts = ("program", "entry", "input", "output", "source", "license")
    return pa.schema(
        [
            *((name, chat) for name in ("prompt", "completion", "messages")),
            *((name, text) for name in texts),
            ("difficulty", text),
            ("events", pa.int64()),
            ("features", features),
            ("tokens", pa.int64()),
        ]
    )
