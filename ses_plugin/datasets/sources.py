"""Load the embedded families and functions from their folders, and check them.

    python -m ses_plugin.datasets.sources [NAME ...]

prints each fault of an embedded program on one line, and exits with status 1 if there is one.
"""

from __future__ import annotations

import ast
import importlib
import re
import sys
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from statistics import mean
from types import MappingProxyType
from typing import Any

from ses_plugin.datasets.instances import MAX_EVENTS, MAX_OUTPUT
from ses_plugin.datasets.seeded_random import SeededRandom
from ses_plugin.errors import UsageError
from ses_plugin.execution import Isolation, run
from ses_plugin.syntax import parse
from ses_plugin.tracing.step_counter import instrument, steps_of
from ses_plugin.types.program import Outcome, Program

_HERE = Path(__file__).parent
_ROOTS = {"stdin": _HERE / "families", "function": _HERE / "functions"}


@dataclass(frozen=True, slots=True)
class FewShotExample:
    """A worked example of the few-shot split: a program, its input and output, and an explanation."""

    program: str
    input: str
    output: str
    explanation: str


@dataclass(frozen=True, slots=True)
class ProgramSource:
    """One family of contest programs, or one function (a family of one program).

    Attributes:
        name: the name of its folder.
        kind: "stdin" or "function".
        split: "test" or "fewshot".
        programs: "correct_1" … "wrong_3", or "function", and the program.
        generate: `generate(draw, level)` returns standard input, or the text of a call's arguments.
        constants: module-level names, and values that can replace theirs.
        bugs: names of wrong programs, and what is wrong with them.
        example: only in the few-shot split.
    """

    name: str
    kind: str
    split: str
    programs: Mapping[str, Program]
    generate: Callable[[SeededRandom, int], str]
    constants: Mapping[str, tuple[Any, ...]] = field(default_factory=lambda: MappingProxyType({}))
    bugs: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    example: FewShotExample | None = None


@cache
def load_sources() -> tuple[ProgramSource, ...]:
    """Return every embedded family and function, ordered by kind and name."""
    return tuple(_load(folder) for kind in sorted(_ROOTS, reverse=True) for folder in _folders(_ROOTS[kind]))


def _folders(root: Path) -> list[Path]:
    return sorted(path for path in root.iterdir() if (path / "generate.py").is_file())


def _load(folder: Path) -> ProgramSource:
    """Return the family or the function in a folder."""
    kind = "stdin" if folder.parent.name == "families" else "function"
    settings = tomllib.loads(
        (folder / ("family.toml" if kind == "stdin" else "function.toml")).read_text("utf-8")
    )
    entry_point = None if kind == "stdin" else folder.name
    names = ["function"] if entry_point else sorted(p.stem for p in folder.glob("[cw]*_[0-9].py"))
    module = importlib.import_module(f"ses_plugin.datasets.{folder.parent.name}.{folder.name}.generate")
    return ProgramSource(
        name=folder.name,
        kind=kind,
        split=settings.get("split", "test"),
        programs={n: Program((folder / f"{n}.py").read_text("utf-8"), entry_point) for n in names},
        generate=module.generate if kind == "stdin" else _argument_text(module.generate),
        constants={name: tuple(values) for name, values in settings.get("constants", {}).items()},
        bugs=settings.get("bugs", {}),
        example=_example(settings.get("example")),
    )


def _argument_text(
    generate: Callable[[SeededRandom, int], tuple[object, ...]],
) -> Callable[[SeededRandom, int], str]:
    def arguments(draw: SeededRandom, level: int) -> str:
        return ", ".join(map(repr, generate(draw, level)))

    return arguments


def _example(table: dict[str, str] | None) -> FewShotExample | None:
    if table is None:
        return None
    text = table["stdin"] if "stdin" in table else table["arguments"]
    explanation = re.sub(r"\s*\n\s*\n\s*", "\n", table["explanation"].strip())
    return FewShotExample(table.get("program", "function"), text, table["output"], explanation)


LEVELS = (1, 2, 3)
INPUTS_PER_LEVEL = 5
MAX_STEPS = 20_000
NAMES = ["correct_1", "correct_2", "wrong_1", "wrong_2", "wrong_3"]
RESERVED = ("<program>", "<input>", "<output>", "</output>", "<think>", "</think>")
MIN_DIFFERENT = 0.13
"""The least share of inputs on which a wrong program must give a wrong output."""


@dataclass(frozen=True, slots=True)
class _Result:
    """The run of one program on one input; `fault`: why it can't be an instance, "" if it can."""

    program: str
    level: int
    input: str
    output: str
    events: int
    fault: str


def validate_source(source: ProgramSource) -> Iterator[str]:
    """Yield the faults of `source` as messages."""
    yield from _faults_in_text(source)
    results = list(_results(source))
    for result in results:
        if result.fault:
            yield f"{result.program}, level {result.level}: {result.fault} on {result.input!r}"
    yield from _faults_in_outputs(source, results)
    yield from _faults_in_sizes(source, results)


def _faults_in_text(source: ProgramSource) -> Iterator[str]:
    if source.kind == "stdin" and sorted(source.programs) != NAMES:
        yield f"programs are {sorted(source.programs)}, not {NAMES}"
    for name, program in source.programs.items():
        missing = set(source.constants) - _constants(program)
        if missing:
            yield f"{name}: no module-level {', '.join(sorted(missing))} = literal"
        if any(word in program.source for word in RESERVED):
            yield f"{name}: contains a reserved tag"


def _constants(program: Program) -> set[str]:
    assignments = (node for node in parse(program.source).body if isinstance(node, ast.Assign))
    return {ast.unparse(node.targets[0]) for node in assignments}


def _results(source: ProgramSource) -> Iterator[_Result]:
    for level in LEVELS:
        for index in range(INPUTS_PER_LEVEL):
            text = source.generate(SeededRandom(index, "check", source.name, level), level)
            for name, program in source.programs.items():
                yield _result(name, program, level, text)


def _result(name: str, program: Program, level: int, text: str) -> _Result:
    counting = Program(instrument(program.source, MAX_STEPS), program.entry_point)
    execution = run(counting, text, isolation=Isolation.RLIMITS)  # our own programs
    steps = steps_of(execution)
    fault = ""
    if execution.outcome is not Outcome.OK or steps is None:
        fault = f"{execution.outcome.value} ({execution.error})"
    elif not 0 < len(execution.output.strip()) <= MAX_OUTPUT:
        fault = f"output of {len(execution.output)} characters"
    return _Result(name, level, text, execution.output, steps.events if steps else 0, fault)


def _faults_in_outputs(source: ProgramSource, results: list[_Result]) -> Iterator[str]:
    outputs = {(r.program, r.level, r.input): r.output for r in results}
    for name in source.programs:
        of_program = [r for r in results if r.program == name]
        different = [r for r in of_program if r.output != outputs.get(("correct_1", r.level, r.input))]
        if name == "correct_2" and different:
            yield f"correct_2 differs from correct_1 on {different[0].input!r}"
        if name.startswith("wrong") and len(different) < MIN_DIFFERENT * len(of_program):
            yield f"{name} differs from correct_1 on only {len(different)} of {len(of_program)} inputs"


def _faults_in_sizes(source: ProgramSource, results: list[_Result]) -> Iterator[str]:
    # Means: one input in a bin may be easier than one in the bin below. The bounds keep all bins filled.
    first = "function" if source.kind == "function" else "correct_1"
    events = [[r.events for r in results if r.program == first and r.level == level] for level in LEVELS]
    low, middle, high = (round(mean(counts)) for counts in events)
    if not (low < middle < high and low <= 90 and high >= 130 and max(events[-1]) <= MAX_EVENTS):
        yield f"mean events per level are {low}, {middle}, {high}, the most {max(events[-1])}"


def main(names: list[str]) -> int:
    """Check the named sources, or all; return the number of those with faults."""
    known = {source.name: source for source in load_sources()}
    unknown = [name for name in names if name not in known]
    if unknown:
        raise UsageError(f"no family or function is called {', '.join(unknown)}")
    sources = [known[name] for name in names] if names else list(known.values())
    faulty = 0
    for source in sources:
        lines = list(validate_source(source))
        faulty += bool(lines)
        print(f"{source.name}: {'clean' if not lines else ''}", *lines, sep="\n  " if lines else "")
    print(f"{len(sources)} checked, {faulty} with faults")
    return faulty


if __name__ == "__main__":
    try:
        sys.exit(1 if main(sys.argv[1:]) else 0)
    except UsageError as error:
        sys.exit(f"error: {error}")
