"""Inputs and outputs side by side: rows of a table, cells one below the other, and HackerRank's STDIN table.

Where text was copied the borders of cells may be gone. What could be read in two ways is left out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ses_plugin.problems.text.headings import Heading
from ses_plugin.problems.text.prose import is_prose

_ROW_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_RULE = re.compile(r"[\s|:=-]+")
_PAGE = re.compile(r"Page \d+ of \d+", re.IGNORECASE)
_CELL_BREAK = re.compile(r"\n[ ]*\t[ \t]*\n")
_WIDE = re.compile(r"[ ]{2,}|\t")

_STDIN = re.compile(r"\|?\s*STDIN(?:\s*\|\s*|\s+)FUNCTION(?: PARAMETERS?)?\s*\|?", re.IGNORECASE)
_ARROW = re.compile(r"\s*(?:→|⟶|➞|-+>)")


def parse_table_rows(lines: Sequence[str], head: Heading, *, one_line_each: bool) -> list[list[str]]:
    """Return the rows below the heading of a table as input and output.

    `one_line_each` tells that the text speaks of no input or output of several lines.
    """
    shown = _table(lines)
    rows = [_cells(line, head.column) for line in shown if not _RULE.fullmatch(line)]
    if any(rows):
        return rows if all(rows) else []  # a cell over several lines
    text = "\n".join(lines).strip("\n ")
    for halves in (_CELL_BREAK.split(text), re.split(r"\n\s*\n", text)):
        if len(halves) == 2:
            return [halves]
    if head.column:
        return []
    if not head.loose:
        return [shown] if len(shown) == 2 else []  # two cells, one below the other
    words = [line.split() for line in shown]
    plain = all(len(row) == 2 for row in words) and (one_line_each or len(words) == 1)
    return words if plain else []


def _table(lines: Sequence[str]) -> list[str]:
    """Return the lines up to the first gap, or prose, below one of them."""
    shown: list[str] = []
    for line in lines:
        if shown and (not line.strip() or ("|" not in line and "\t" not in line and is_prose(line))):
            break
        if line.strip() and not _PAGE.fullmatch(line.strip()):
            shown.append(line)
    return shown


def _cells(line: str, first: int) -> list[str]:
    """Return the two cells of a row from the `first`, [] if `line` has fewer."""
    mark = "|" if "|" in line else "\t"
    cells = [cell.strip() for cell in line.strip().strip(mark).split(mark)][first:]
    if len(cells) < 2 or not all(cells[:2]):
        return []
    return [_ROW_BREAK.sub("\n", cell).replace("`", "") for cell in cells]


def has_stdin_table(text: str) -> bool:
    """Return whether `text` begins with the names of HackerRank's columns, `STDIN   Function`."""
    return _STDIN.fullmatch(text.strip().split("\n", 1)[0].strip()) is not None


def stdin_column(text: str) -> str | None:
    """Return the first column of HackerRank's table: `3   n = 3` has the line 3.

    None if a line can't be cut for certain: blanks in a row may be part of the input.
    """
    head, *lines = [line.rstrip() for line in text.strip("\n").split("\n")]
    place = head.upper().find("FUNCTION")
    shown = [line for line in lines if line.strip() and not _RULE.fullmatch(line)]
    cut = [_before_the_function(line, place, bar="|" in head) for line in shown]
    return "\n".join(cell for cell in cut if cell) if all(cell is not None for cell in cut) else None


def _before_the_function(line: str, place: int, *, bar: bool) -> str | None:
    """Return what a row has before the column that begins at `place`, None if that can't be told."""
    if bar:
        return line.strip().strip("|").split("|")[0].strip()
    if arrow := _ARROW.search(line):
        return line[: arrow.start()].strip()
    if wide := _WIDE.search(line.lstrip()):
        indented = len(line) - len(line.lstrip())
        return "" if indented >= place else line.lstrip()[: wide.start()]
    if "=" in line or len(line) > place:
        return "" if place and not line[:place].strip() else None
    return line.strip()
