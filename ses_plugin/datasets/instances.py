"""One instance of output prediction, and its row in a JSONL file."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from ses_plugin.comparison import same_stdout, same_value
from ses_plugin.datasets.features import Features
from ses_plugin.datasets.json_lines import as_row, json_lines
from ses_plugin.errors import UsageError
from ses_plugin.programs import Program


@dataclass(frozen=True, slots=True)
class Instance:
    """A program, an input and the true output.

    `input` is the standard input, or the text of the call's arguments when `entry` names a function;
    `output` is what was printed, or the literal of the value returned. `cluster` names the program:
    instances that share one are not independent. `correct` says whether a contest program is a right
    solution; None where that is unknown or means nothing. `explanation` is the worked simulation of a
    few-shot example, else empty.
    """

    id: str
    cluster: str
    code: str
    entry: str | None
    input: str
    output: str
    difficulty: str | None = None
    correct: bool | None = None
    features: Features | None = None
    explanation: str = ""

    @property
    def kind(self) -> str:
        """Return "stdin" or "function"."""
        return "stdin" if self.entry is None else "function"

    @property
    def program(self) -> Program:
        """Return the program as something to run."""
        return Program(self.code, self.entry)

    def accepts(self, predicted: str) -> bool:
        """Return whether `predicted` is the true output, by the rules of `comparison`."""
        same = same_stdout if self.entry is None else same_value
        return same(predicted, self.output)


def to_row(instance: Instance) -> dict[str, Any]:
    """Return the JSON object of `instance`."""
    return asdict(instance)


def from_row(row: dict[str, Any]) -> Instance:
    """Return the instance that `to_row` made `row` from."""
    features = row["features"]
    if features is not None:
        features = Features(**{**features, "kinds": tuple(features["kinds"])})
    return Instance(**{**row, "features": features})


def to_jsonl(instances: Iterable[Instance]) -> str:
    """Return `instances` as JSON lines."""
    return "".join(json.dumps(to_row(i), ensure_ascii=False) + "\n" for i in instances)


def from_jsonl(text: str) -> list[Instance]:
    """Return the instances of JSON lines that `to_jsonl` made."""
    return [from_row(json.loads(line)) for line in text.split("\n") if line]


@cache
def shipped(split: str) -> tuple[Instance, ...]:
    """Return the embedded split named "test" or "fewshot"."""
    text = (files("ses_plugin.datasets") / "embedded" / f"{split}.jsonl").read_text("utf-8")
    return tuple(from_jsonl(text))


def read_rows(path: Path, columns: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Yield the objects of a JSONL file that the user named.

    Raises UsageError, naming the file and the line, for a file that cannot be read, a line that is no
    JSON object, and an object that lacks one of `columns`.
    """
    wanted = tuple(columns)
    for where, value in json_lines(path):
        missing = [name for name in wanted if not isinstance(value, dict) or name not in value]
        if missing:
            raise UsageError(
                f"{where}: no {', '.join(missing)}; every line must be a JSON object with {', '.join(wanted)}"
            )
        yield as_row(value, where)
