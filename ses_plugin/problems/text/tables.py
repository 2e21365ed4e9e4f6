"""Read inputs and outputs side by side: rows of a table, cells below each other, HackerRank's STDIN table.

Copied text may have lost the borders of cells. Rows that could be read in two ways are left out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ses_plugin.problems.text.headings import Heading
from ses_plugin.problems.text.markup import is_prose

_LINE_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_RULE = re.compile(r"[\s|:=-]+")  # "| --- | :-: |"
_PAGE = re.compile(r"Page \d+ of \d+", re.IGNORECASE)
_CELL_BREAK = re.compile(r"\n[ ]*\t[ \t]*\n")  # a line with only a tab, between two copied cells
_WIDE = re.compile(r"[ ]{2,}|\t")

# "STDIN     Function", "| STDIN | Function parameters |"
_STDIN = re.compile(r"\|?\s*STDIN(?:\s*\|\s*|\s+)FUNCTION(?: PARAMETERS?)?\s*\|?", re.IGNORECASE)
_ARROW = re.compile(r"\s*(?:→|⟶|➞|-+>)")  # "3  →  n = 3"


def parse_table_rows(lines: Sequence[str], head: Heading, *, one_line_each: bool) -> list[list[str]]:
    """Return the rows below the heading of a table, each as [input, output].

    `one_line_each`: nothing in the text suggests an input or output of several lines.
    """
    table = _table(lines)
    rows = [_cells(line, head.column) for line in table if not _RULE.fullmatch(line)]
    if any(rows):
        return rows if all(rows) else []  # else a cell has several lines
    text = "\n".join(lines).strip("\n ")
    for halves in (_CELL_BREAK.split(text), re.split(r"\n\s*\n", text)):
        if len(halves) == 2:
            return [halves]
    if head.column:
        return []
    if not head.loose:
        return [table] if len(table) == 2 else []  # two cells, one below the other
    # "Input Output" above "3 4": one number each. Two numbers a line could also be an input of several lines.
    words = [line.split() for line in table]
    is_certain = all(len(row) == 2 for row in words) and (one_line_each or len(words) == 1)
    return words if is_certain else []


def _table(lines: Sequence[str]) -> list[str]:
    """Return the lines up to the first gap, or to prose, after the first of them."""
    table: list[str] = []
    for line in lines:
        if table and (not line.strip() or ("|" not in line and "\t" not in line and is_prose(line))):
            break
        if line.strip() and not _PAGE.fullmatch(line.strip()):
            table.append(line)
    return table


def _cells(line: str, first: int) -> list[str]:
    """Return two cells of a row, from number `first` on; [] if `line` has fewer."""
    mark = "|" if "|" in line else "\t"
    cells = [cell.strip() for cell in line.strip().strip(mark).split(mark)][first:]
    if len(cells) < 2 or not all(cells[:2]):
        return []
    return [_LINE_BREAK.sub("\n", cell).replace("`", "") for cell in cells]


def has_stdin_table(text: str) -> bool:
    """Return whether `text` begins with the header of HackerRank's table, `STDIN   Function`."""
    return _STDIN.fullmatch(text.strip().split("\n", 1)[0].strip()) is not None


def stdin_column(text: str) -> str | None:
    """Return the first column of HackerRank's table: `3   n = 3` has the line 3.

    None if the columns of a row can't be separated for certain: blanks may be part of the input.
    """
    head, *lines = [line.rstrip() for line in text.strip("\n").split("\n")]
    place = head.upper().find("FUNCTION")
    rows = [line for line in lines if line.strip() and not _RULE.fullmatch(line)]
    cells = [_stdin_cell(row, place, bar="|" in head) for row in rows]
    return "\n".join(cell for cell in cells if cell) if all(cell is not None for cell in cells) else None


def _stdin_cell(line: str, place: int, *, bar: bool) -> str | None:
    """Return a row's text before the column that begins at `place`, None if it is uncertain."""
    if bar:  # "| 3 | n = 3 |"
        return line.strip().strip("|").split("|")[0].strip()
    if arrow := _ARROW.search(line):  # "3  →  n = 3"
        return line[: arrow.start()].strip()
    if wide := _WIDE.search(line.lstrip()):  # "3     n = 3"
        indented = len(line) - len(line.lstrip())
        return "" if indented >= place else line.lstrip()[: wide.start()]
    if "=" in line or len(line) > place:  # only a parameter, "          n = 3"; or "3 n = 3", uncertain
        return "" if place and not line[:place].strip() else None
    return line.strip()
