"""Results on standard error, as tables. What a model wrote is text, never markup or control codes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ses_plugin.cli.solved import Candidate, Solved
from ses_plugin.drivers.ledger import Ledger

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

_LINES, _CHARACTERS = 4, 60
_MARKS = {True: "yes", False: "no", None: "not asked"}


def console() -> Console:
    """Return the console on standard error."""
    from rich.console import Console

    return Console(stderr=True, markup=False, highlight=False)


def tell(solved: Solved, ledger: Ledger, seconds: float) -> None:
    """Print how a program was found, and what it took."""
    screen = console()
    if any(candidate.examples for candidate in solved.candidates):
        screen.print(_examples(solved.candidates))
    for sentence in solved.told:
        screen.print(sentence)
    spending(ledger, seconds)


def spending(ledger: Ledger, seconds: float) -> None:
    """Print what a run has used: by role, in money, in time."""
    from rich.table import Table

    screen = console()
    columns = ("role", "calls", "recorded", "failed", "cut", "tokens in", "tokens out", "seconds")
    table = Table(*columns, box=None, pad_edge=False)
    for role, spent in ledger.roles.items():
        numbers = (spent.calls, spent.recorded, spent.failed, spent.cut, spent.tokens_in, spent.tokens_out)
        table.add_row(role, *map(str, numbers), f"{spent.seconds:.1f}")
    screen.print(table)
    if ledger.last_failure:
        screen.print(f"The last call that failed: {shown(ledger.last_failure)}")
    cost = "not known" if ledger.cost is None else f"${ledger.cost:.4f}"
    screen.print(f"{ledger.rounds} rounds, {seconds:.1f} s, cost {cost}")


def _examples(candidates: tuple[Candidate, ...]) -> Table:
    from rich.table import Table

    table = Table("", "example", "predicted", "expected", "passes", box=None, pad_edge=False)
    for number, candidate in enumerate(candidates, 1):
        name = f"{number}{' chosen' if candidate.chosen else ' tied' if candidate.tied else ''}"
        if candidate.program is None:
            table.add_row(name, "", "(no program)", "", "")
        for example, cell in enumerate(candidate.examples, 1):
            predicted = "\n".join(dict.fromkeys(map(_prediction, cell.predicted)))
            first = name if example == 1 else ""
            table.add_row(first, str(example), predicted, shown(cell.expected), _MARKS[cell.passed])
    return table


def _prediction(text: str | None) -> str:
    return "(no answer)" if text is None else shown(text)


def shown(text: str) -> str:
    """Return `text` for a terminal: the first lines, their first characters, control codes spelled out."""
    lines = text.strip("\n").split("\n")
    kept = ["".join(_printable(line)) for line in lines[:_LINES]]
    return "\n".join((*kept, f"... ({len(lines)} lines)") if len(lines) > _LINES else kept)


def _printable(line: str) -> Iterator[str]:
    for character in line[:_CHARACTERS]:
        yield character if character.isprintable() else repr(character)[1:-1]
    if len(line) > _CHARACTERS:
        yield "..."
