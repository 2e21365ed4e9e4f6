"""Instances of output prediction: the embedded splits, and rows of published sets (evaluation only)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from ses_plugin.datasets.features import Features
from ses_plugin.errors import UsageError
from ses_plugin.files import as_row, read_json_lines
from ses_plugin.scoring.prediction_match import literal_matches, stdout_matches
from ses_plugin.types.program import Program

CRUXEVAL_COLUMNS = ("code", "input", "output", "id")
LCB_COLUMNS = ("id", "code", "function_name", "input", "output", "question_id", "difficulty")


@dataclass(frozen=True, slots=True)
class Instance:
    """A program, an input and the true output.

    Attributes:
        id: its name.
        cluster: the name of the program: instances with the same one are not independent.
        code: the program.
        entry: the name of the function; None for a program that reads standard input.
        input: standard input, or the text of the call's arguments.
        output: the text printed, or a literal of the value returned.
        difficulty: "easy", "medium" or "hard", or the data set's word; None if unknown.
        correct: whether a contest program is a correct solution; None for other programs.
        features: None for rows of published sets.
        explanation: the worked simulation of a few-shot example, else "".
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
        """The kind of program: "stdin" or "function"."""
        return "stdin" if self.entry is None else "function"

    @property
    def program(self) -> Program:
        """The program to run."""
        return Program(self.code, self.entry)

    def accepts(self, predicted: str) -> bool:
        """Return whether `predicted` is the true output, by the rules of `scoring.prediction_match`."""
        matches = stdout_matches if self.entry is None else literal_matches
        return matches(predicted, self.output)


def instance_to_row(instance: Instance) -> dict[str, Any]:
    """Return the JSON object of `instance`."""
    return asdict(instance)


def instance_from_row(row: dict[str, Any]) -> Instance:
    """Return the instance of a row that `instance_to_row` made."""
    features = row["features"]
    if features is not None:
        features = Features(**{**features, "kinds": tuple(features["kinds"])})
    return Instance(**{**row, "features": features})


def instances_to_jsonl(instances: Iterable[Instance]) -> str:
    """Return `instances` as JSON lines."""
    return "".join(json.dumps(instance_to_row(i), ensure_ascii=False) + "\n" for i in instances)


def instances_from_jsonl(text: str) -> list[Instance]:
    """Return the instances of JSON lines that `instances_to_jsonl` made."""
    return [instance_from_row(json.loads(line)) for line in text.split("\n") if line]


@cache
def load_split(split: str) -> tuple[Instance, ...]:
    """Return the embedded split named "test" or "fewshot"."""
    text = (files("ses_plugin.datasets") / "embedded" / f"{split}.jsonl").read_text("utf-8")
    return tuple(instances_from_jsonl(text))


def from_cruxeval(row: dict[str, Any]) -> Instance:
    """Return a row of `cruxeval-org/cruxeval` as an instance: the function `f` with the arguments `input`."""
    return Instance(
        id=row["id"],
        cluster=_digest(row["code"]),
        code=row["code"],
        entry="f",
        input=row["input"],
        output=row["output"],
    )


def from_lcb_execution(row: dict[str, Any]) -> Instance:
    """Return a row of `livecodebench/execution-v2` as an instance; the column `input` is the whole call.

    Several rows are solutions of one question, so the question is the cluster. Raises UsageError if `input`
    isn't a call of the function.
    """
    name, call = row["function_name"], row["input"].strip()
    if not (call.startswith(f"{name}(") and call.endswith(")")):
        raise UsageError(f"row {row['id']}: input {call[:80]!r} is not a call of {name}")
    return Instance(
        id=str(row["id"]),
        cluster=str(row["question_id"]),
        code=row["code"],
        entry=name,
        input=call[len(name) + 1 : -1],
        output=row["output"],
        difficulty=row["difficulty"],
    )


def read_rows(path: Path, columns: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Yield the objects of a JSONL file that the user named.

    Raises UsageError, naming the file and the line, if the file can't be read, a line isn't a JSON object, or
    an object lacks one of `columns`.
    """
    required = tuple(columns)
    for where, value in read_json_lines(path):
        missing = [name for name in required if not isinstance(value, dict) or name not in value]
        if missing:
            raise UsageError(
                f"{where}: no {', '.join(missing)}; every line must be a JSON object with "
                f"{', '.join(required)}"
            )
        yield as_row(value, where)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
