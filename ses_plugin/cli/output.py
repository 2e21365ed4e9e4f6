"""Results on standard error, as tables. What a model wrote is text, never markup or control codes."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from ses_plugin.service.result import SolveResult
from ses_plugin.strategies import CandidateReport, ExampleCheck, PredictedOutput
from ses_plugin.usage.usage import UsageTracker

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

_LINES, _CHARACTERS = 4, 60
_MARKS = {True: "yes", False: "no", None: "not asked"}


@cache
def make_console() -> Console:
    """Return the console on standard error. A live line stays intact only if all output goes through it."""
    from rich.console import Console

    return Console(stderr=True, markup=False, highlight=False)


def print_result(solved: SolveResult, traffic: UsageTracker, seconds: float) -> None:
    """Print how a program was found, and what it took."""
    screen = make_console()
    if any(candidate.examples for candidate in solved.candidates):
        screen.print(_examples(solved.candidates))
    for sentence in solved.summary:
        screen.print(sentence)
    print_usage(traffic, seconds)


def print_usage(traffic: UsageTracker, seconds: float) -> None:
    """Print what a run has used: by role, in money, in time."""
    from rich.table import Table

    screen = make_console()
    columns = (
        "role",
        "calls",
        "cached",
        "failed",
        "truncated",
        "prompt",
        "completion",
        "seconds",
    )
    table = Table(*columns, box=None, pad_edge=False, caption="prompt, completion: in tokens")
    table.caption_justify = "left"
    for role, passed in traffic.roles.items():
        spent = passed.usage
        numbers = (
            spent.calls,
            passed.cache_hits,
            spent.failed,
            passed.truncated,
            spent.prompt_tokens,
            spent.completion_tokens,
        )
        table.add_row(role, *("?" if n is None else str(n) for n in numbers), f"{spent.seconds or 0:.1f}")
    screen.print(table)
    if traffic.last_failure:
        screen.print(f"The last call that failed: {for_terminal(traffic.last_failure)}")
    cost = traffic.usage.cost
    price = "not known" if cost is None else f"${cost:.4f}"
    screen.print(f"{_counted(traffic.rounds, 'round')}, {seconds:.1f} s, cost {price}")


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _examples(candidates: tuple[CandidateReport, ...]) -> Table:
    from rich.table import Table

    table = Table("", "example", "predicted", "expected", "passes", box=None, pad_edge=False)
    for number, candidate in enumerate(candidates, 1):
        name = f"{number}{' chosen' if candidate.chosen else ' tied' if candidate.tied else ''}"
        if candidate.program is None:
            table.add_row(name, "", "(no program)", "", "")
        for example, cell in enumerate(candidate.examples, 1):
            predicted = "\n".join(dict.fromkeys(map(_prediction, cell.predictions)))
            first = name if example == 1 else ""
            table.add_row(first, str(example), predicted, *_verdict(cell))
    return table


def _verdict(cell: ExampleCheck) -> tuple[str, str]:
    if cell.expected is None:
        return "(not known)", ""
    return for_terminal(cell.expected), "not predicted" if cell.not_predicted else _MARKS[cell.passed]


def _prediction(vote: PredictedOutput) -> str:
    return f"({vote.status})" if vote.output is None else for_terminal(vote.output)


def for_terminal(text: str) -> str:
    """Return `text` for a terminal: the first lines, their first characters, control codes spelled out."""
    lines = text.strip("\n").split("\n")
    kept = ["".join(_printable(line)) for line in lines[:_LINES]]
    return "\n".join((*kept, f"... ({len(lines)} lines)") if len(lines) > _LINES else kept)


def _printable(line: str) -> Iterator[str]:
    for character in line[:_CHARACTERS]:
        yield character if character.isprintable() else repr(character)[1:-1]
    if len(line) > _CHARACTERS:
        yield "..."
