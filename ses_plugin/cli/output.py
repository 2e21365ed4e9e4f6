"""Results on standard error, as tables. A model's text is never taken for markup or control codes."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from ses_plugin.service.result import SolveResult
from ses_plugin.strategies import CandidateReport, ExampleCheck, PredictedOutput
from ses_plugin.usage import UsageTracker

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

_LINES, _CHARACTERS = 4, 60
_MARKS = {True: "yes", False: "no", None: "not asked"}


@cache
def make_console() -> Console:
    """Return the console on standard error. All output has to use it, or it breaks a live line."""
    from rich.console import Console

    return Console(stderr=True, markup=False, highlight=False)


def print_result(result: SolveResult, tracker: UsageTracker, seconds: float) -> None:
    """Print the report on a result: the examples, the summary and the usage."""
    console = make_console()
    if any(candidate.examples for candidate in result.candidates):
        console.print(_examples(result.candidates))
    for sentence in result.summary:
        console.print(sentence)
    print_usage(tracker, seconds)


def print_usage(tracker: UsageTracker, seconds: float) -> None:
    """Print the usage of a run by role, and its rounds, time and cost."""
    from rich.table import Table

    console = make_console()
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
    for role, counts in tracker.roles.items():
        usage = counts.usage
        numbers = (
            usage.calls,
            counts.cache_hits,
            usage.failed,
            counts.truncated,
            usage.prompt_tokens,
            usage.completion_tokens,
        )
        table.add_row(role, *("?" if n is None else str(n) for n in numbers), f"{usage.seconds or 0:.1f}")
    console.print(table)
    if tracker.last_failure:
        console.print(f"The last failed call: {for_terminal(tracker.last_failure)}")
    cost = tracker.usage.cost
    price = "not known" if cost is None else f"${cost:.4f}"
    console.print(f"{_counted(tracker.rounds, 'round')}, {seconds:.1f} s, cost {price}")


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
    """Return `text` for a terminal, shortened and with control codes escaped."""
    lines = text.strip("\n").split("\n")
    kept = ["".join(_printable(line)) for line in lines[:_LINES]]
    return "\n".join((*kept, f"... ({len(lines)} lines)") if len(lines) > _LINES else kept)


def escape_controls(text: str) -> str:
    """Return `text` in one line, whole, with control codes and marks of direction escaped."""
    return "".join(character if character.isprintable() else repr(character)[1:-1] for character in text)


def _printable(line: str) -> Iterator[str]:
    for character in line[:_CHARACTERS]:
        yield character if character.isprintable() else repr(character)[1:-1]
    if len(line) > _CHARACTERS:
        yield "..."
