"""The files of a data set, each there as a whole or not at all."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ses_plugin.errors import MissingDependency
from ses_plugin.training_data.nlex.rows import Row

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
