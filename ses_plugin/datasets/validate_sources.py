"""Check the embedded programs: `python -m ses_plugin.datasets.validate_sources [NAME ...]`.

Prints each fault on one line, and exits with status 1 if there is one.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import mean

from ses_plugin.datasets.features import MAX_EVENTS, MAX_OUTPUT
from ses_plugin.datasets.seeded_random import SeededRandom
from ses_plugin.datasets.sources import ProgramSource, load_sources
from ses_plugin.errors import UsageError
from ses_plugin.execution import Isolation, run
from ses_plugin.syntax import parse
from ses_plugin.tracing.step_counter import instrument, steps_of
from ses_plugin.types.program import Outcome, Program

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
