"""Which inputs make rows: those that a function takes, are plausible, and reach what the program has.

Many inputs are tried in one sandboxed process.
"""

from __future__ import annotations

import ast
import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ses_plugin.execution import Sandbox
from ses_plugin.execution.inside.program import arguments
from ses_plugin.syntax import parse
from ses_plugin.types.program import Limits, Program

PATIENT = Limits(wall_s=180.0, cpu_s=20, memory_mb=512)
"""Events stop a long run; the clock is for what hangs within one: a busy machine is to change nothing."""

EVENTS = 4_000
"""The most events of one call: a longer story is nothing to learn from."""


Arc = tuple[int, int]
"""Two lines that are run one after the other in a frame; 0 is its beginning or its end."""


@dataclass(frozen=True, slots=True)
class ProbedInput:
    """An input that a function takes, the text of what it returned, and the way through its lines."""

    input: str
    value: str
    way: frozenset[Arc]


def probe_inputs(program: Program, inputs: Sequence[str], sandbox: Sandbox) -> list[ProbedInput]:
    """Return those of `inputs` on which `program` returned a literal within EVENTS events.

    What ends the process (time, memory) ends it for the inputs after it too. Only a hint: the program has run
    many times in one process, and may have told lies. Rows are made of runs of their own.
    """
    job = {"source": program.source, "entry": program.entry_point, "inputs": list(inputs), "events": EVENTS}
    ran = sandbox.run(Program(_code()), json.dumps(job), PATIENT)
    return [
        worked
        for text, line in zip(inputs, ran.stdout.splitlines(), strict=False)
        if (worked := _read(text, line)) is not None
    ]


def _read(text: str, line: str) -> ProbedInput | None:
    try:
        value, way = json.loads(line)
        return ProbedInput(text, str(value), frozenset((int(a), int(b)) for a, b in way))
    except (ValueError, TypeError, RecursionError):
        return None


@cache
def _code() -> str:
    return (Path(__file__).parent / "inside" / "probe.py").read_text("utf-8")


ALIKE = 2
"""The most rows of one program with the same output by the same way."""

COPIED = 8
"""One row in so many may have an answer that stands literally in its input."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of a program is reached: of its lines, and of the two sides of each of its conditions."""

    lines: int
    reached_lines: int
    sides: int
    reached_sides: int


def select_inputs(worked: Sequence[ProbedInput], most: int, known: Iterable[str] = ()) -> list[ProbedInput]:
    """Return at most `most`: first those that go where none before them went, then different ways in turn.

    `known` are inputs that came with the program. Where they work, others with values of other types are
    taken only for where no plausible one goes. The same value by the same way is there ALIKE times at most;
    an answer that stands in its input in one row of COPIED.
    """
    plausible, odd = _by_plausibility(worked, set(known))
    chosen = _covering([*plausible, *odd])[:most]
    same = Counter((one.value, one.way) for one in chosen)
    ways: Counter[frozenset[Arc]] = Counter()
    turns: list[tuple[int, int, ProbedInput]] = []
    for one in plausible:
        turns.append((ways[one.way], len(turns), one))
        ways[one.way] += 1
    for _, _, one in sorted(turns, key=lambda turn: turn[:2]):
        if len(chosen) < most and one not in chosen and same[(one.value, one.way)] < ALIKE:
            same[(one.value, one.way)] += 1
            chosen.append(one)
    return _few_copied(chosen)


def _by_plausibility(
    worked: Sequence[ProbedInput], known: set[str]
) -> tuple[list[ProbedInput], list[ProbedInput]]:
    """Return the inputs whose types are those of known ones, or of the first that works; and the others."""
    shown = [types_of(one.input) for one in worked if one.input in known]
    likely = shown or [types_of(one.input) for one in worked[:1]]
    groups: tuple[list[ProbedInput], list[ProbedInput]] = [], []
    for one in worked:
        types = types_of(one.input)
        groups[not any(_fits(types, like) for like in likely)].append(one)
    return groups


def _fits(types: dict[str, str], like: dict[str, str]) -> bool:
    """Return whether the arguments that both have are of the same types."""
    return all(
        _may_be(types[name], like[name]) or _may_be(like[name], types[name]) for name in types.keys() & like
    )


def _may_be(one: str, other: str) -> bool:
    """Return whether a type with parts that are not known, "?", may be the other."""
    return re.fullmatch(re.escape(one).replace(re.escape("?"), ".*"), other) is not None


def types_of(text: str) -> dict[str, str]:
    """Return the type of each argument of a call, by position or name: {"0": "list[int]", "key": "str"}."""
    positional, named = arguments(text)
    return {str(key): _type_of(value) for key, value in (*enumerate(positional), *named.items())}


def _type_of(value: object) -> str:
    name = type(value).__name__
    if value is None:
        return "?"
    if isinstance(value, dict):
        return f"dict[{_element(value)}, {_element(value.values())}]"
    return f"{name}[{_element(value)}]" if isinstance(value, (list, tuple, set, frozenset)) else name


def _element(values: Iterable[object]) -> str:
    """Return the type of all elements; "?" where there is none, which goes with any."""
    types = {_type_of(value) for value in values} or {"?"}
    return types.pop() if len(types) == 1 else "mixed"


def _covering(inputs: Sequence[ProbedInput]) -> list[ProbedInput]:
    """Return the inputs that reach something new, the most first: a greedy cover."""
    reached: set[Arc] = set()
    left = list(inputs)
    chosen: list[ProbedInput] = []
    while left:
        best = max(left, key=lambda one: len(one.way - reached))
        if not best.way - reached:
            break
        chosen.append(best)
        reached |= best.way
        left.remove(best)
    return chosen


def _few_copied(chosen: Sequence[ProbedInput]) -> list[ProbedInput]:
    copied = [one for one in chosen if stands_in(one.value, one.input)]
    spare = max(1, (len(chosen) - len(copied)) // (COPIED - 1))
    return [one for one in chosen if one not in copied[spare:]]


def stands_in(output: str, text: str) -> bool:
    """Return whether an output stands literally in an input: to be copied, not computed."""
    answer = output.strip().strip("'\"")
    return bool(answer) and re.search(rf"(?<!\w){re.escape(answer)}(?!\w)", text) is not None


def measure_coverage(source: str, ways: Iterable[Iterable[Arc]]) -> Coverage:
    """Return how much of the functions in `source` the ways reach together.

    A side of an `if`, a `while` or a `for` that stands in one line with it is not seen, and not counted.
    """
    arcs = {arc for way in ways for arc in way}
    lines = _lines_in_functions(parse(source))
    sides = reached = 0
    for node in ast.walk(parse(source)):
        if isinstance(node, (ast.If, ast.While, ast.For)) and node.body[0].lineno > _head(node)[1]:
            first, last = _head(node)
            after = {end for start, end in arcs if first <= start <= last and not first < end <= last}
            inside = node.body[0].lineno in after
            sides, reached = sides + 2, reached + inside + bool(after - {node.body[0].lineno})
    run = {line for arc in arcs for line in arc if line}
    return Coverage(len(lines), len(lines & run), sides, reached)


def _head(node: ast.If | ast.While | ast.For) -> tuple[int, int]:
    """Return the first and the last line of what decides."""
    decides = node.iter if isinstance(node, ast.For) else node.test
    return node.lineno, decides.end_lineno or node.lineno


def _lines_in_functions(tree: ast.Module) -> set[int]:
    return {
        statement.lineno
        for function in ast.walk(tree)
        if isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef))
        for statement in ast.walk(function)
        if isinstance(statement, ast.stmt) and statement is not function and not _is_text(statement)
    }


def _is_text(statement: ast.stmt) -> bool:
    """Return whether a statement leaves no step: a docstring, `global`, `nonlocal`, `pass` in a class."""
    constant = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
    return constant or isinstance(statement, (ast.Global, ast.Nonlocal))
