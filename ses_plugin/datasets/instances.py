"""Instances of output prediction: the embedded splits, and rows of published sets (evaluation only).

`measure` gives the difficulty of an instance: steps of its run, and features of its syntax tree.
"""

from __future__ import annotations

import ast
import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from ses_plugin.errors import UsageError
from ses_plugin.files import as_row, read_json_lines
from ses_plugin.scoring.prediction_match import literal_matches, stdout_matches
from ses_plugin.syntax import parse
from ses_plugin.tracing.step_counter import StepCounts
from ses_plugin.types.program import Program

DIFFICULTIES = ("easy", "medium", "hard")
# Bounds on trace events, the best single predictor of how hard a simulation is. A longer run isn't used as an
# instance: a model would have to write out thousands of steps.
_EVENTS = {"easy": range(1, 50), "medium": range(50, 170), "hard": range(170, 1000)}
MAX_EVENTS = _EVENTS["hard"].stop - 1
MAX_OUTPUT = 300
"""The most characters of an output; a longer one would test patience, not simulation."""

_CALLS = {
    "sorting": {"sorted", "sort"},
    "heap": {"heappush", "heappop", "heapify", "heapreplace", "heappushpop", "nlargest", "nsmallest"},
    "queue": {"popleft", "appendleft", "deque"},
    "string": {
        *("split", "join", "strip", "lstrip", "rstrip", "replace", "upper", "lower", "title", "find"),
        *("index", "startswith", "endswith", "ljust", "rjust", "center", "zfill", "isdigit", "isalpha"),
        *("ord", "chr", "format", "partition", "rpartition", "splitlines", "capitalize", "swapcase"),
    },
    "regex": {"match", "fullmatch", "sub", "findall", "finditer", "compile"},
    "list": {"append", "pop", "insert", "extend", "remove", "reverse", "reversed"},
    "mapping": {"get", "setdefault", "items", "keys", "values", "defaultdict", "Counter", "dict"},
    "set": {"set", "add", "discard", "union", "intersection", "frozenset"},
}
_NODES: dict[str, tuple[type[ast.AST], ...]] = {
    "comprehension": (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp),
    "list": (ast.List,),
    "mapping": (ast.Dict, ast.DictComp),
    "set": (ast.Set, ast.SetComp),
    "class": (ast.ClassDef,),
    "functions": (ast.FunctionDef,),
    "exception": (ast.Try, ast.Raise),
    "generator": (ast.Yield, ast.YieldFrom),
    "closure": (ast.Lambda, ast.Nonlocal),
    "match": (ast.Match,),
    "slice": (ast.Slice,),
    "string": (ast.JoinedStr,),
}
_OPERATORS: dict[str, tuple[type[ast.operator], ...]] = {
    "arithmetic": (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.Pow),
    "modulo": (ast.Mod, ast.FloorDiv),
    "bits": (ast.BitAnd, ast.BitOr, ast.BitXor, ast.LShift, ast.RShift),
}


@dataclass(frozen=True, slots=True)
class Features:
    """Features of one instance.

    Attributes:
        trace_events: the events that a line tracer records: lines, comprehension items, calls and returns.
        lines_executed: the statements executed.
        loop_depth: the deepest nesting of loops in the source.
        kinds: the kinds of operation in the source, sorted.
        output_length: the characters of the output.
    """

    trace_events: int
    lines_executed: int
    loop_depth: int
    kinds: tuple[str, ...]
    output_length: int

    @property
    def difficulty(self) -> str | None:
        """The bin of this instance, one of DIFFICULTIES; None if its run is too long."""
        return next((name for name, bound in _EVENTS.items() if self.trace_events in bound), None)


def measure(source: str, steps: StepCounts, output: str) -> Features:
    """Return the features of `source` and of a run with `steps` and `output`."""
    tree = parse(source)
    return Features(
        trace_events=steps.events,
        lines_executed=steps.lines,
        loop_depth=_loop_depth(tree),
        kinds=tuple(sorted(set(_kinds(tree)))),
        output_length=len(output.strip()),
    )


def _loop_depth(node: ast.AST) -> int:
    is_loop = isinstance(node, (ast.For, ast.AsyncFor, ast.While, *_NODES["comprehension"]))
    return is_loop + max(map(_loop_depth, ast.iter_child_nodes(node)), default=0)


def _kinds(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        yield from (kind for kind, types in _NODES.items() if isinstance(node, types))
        if isinstance(node, (ast.BinOp, ast.AugAssign)):
            yield from (kind for kind, types in _OPERATORS.items() if isinstance(node.op, types))
        if isinstance(node, ast.Call):
            name = _called_name(node)
            yield from (kind for kind, names in _CALLS.items() if name in names)
        if isinstance(node, ast.FunctionDef) and _calls_itself(node):
            yield "recursion"


def _called_name(node: ast.Call) -> str:
    if isinstance(node.func, ast.Attribute):
        return node.func.attr
    return node.func.id if isinstance(node.func, ast.Name) else ""


def _calls_itself(function: ast.FunctionDef) -> bool:
    return any(
        isinstance(node, ast.Call) and _called_name(node) == function.name for node in ast.walk(function)
    )


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
