"""The page of a report: a head that is read at once, and the entries in blocks that are read when needed.

So a report of ten thousand candidates is seen as soon as one of ten. The page's data are `PageData` of
`ses_plugin.report.page_data`, which this module, in a lower layer, takes as plain data.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ses_plugin.viewer.page import data_block, page

_BLOCK_CHARACTERS = 200_000
"""About how much JSON a block has: a browser reads it in a few milliseconds."""
_PREVIEW = 120
_ROW_FIELDS = ("id", "level", "outcome", "flags", "tokens", "calls", "confidence")


def report_page(data: Mapping[str, Any]) -> str:
    """Return the HTML page of a report.

    Args:
        data: A `PageData`: runs, with all their entries, and comparisons.

    Returns:
        One page that opens from the disk and reads nothing else.
    """
    runs, blocks = [], []
    for number, run in enumerate(data["runs"]):
        entries = [*run["problems"], *run["instances"]]
        rows: list[dict[str, Any]] = []
        for block, part in enumerate(_parts(entries)):
            rows += [_row(entry, block, place) for place, entry in enumerate(part)]
            blocks.append((f"run-{number}-{block}", data_block(part)))
        rest = {key: value for key, value in run.items() if key not in ("problems", "instances")}
        runs.append({**rest, "rows": rows})
    title = str(data["title"])
    return page("report", {**data, "runs": runs}, title=title, blocks=blocks, generator="ses report")


def _parts(entries: Sequence[Mapping[str, Any]]) -> Iterator[list[Mapping[str, Any]]]:
    """Yield the entries in lists of about one block's size."""
    part: list[Mapping[str, Any]] = []
    size = 0
    for entry in entries:
        part.append(entry)
        size += len(json.dumps(entry, default=str))
        if size >= _BLOCK_CHARACTERS:
            yield part
            part, size = [], 0
    if part:
        yield part


def _row(entry: Mapping[str, Any], block: int, place: int) -> dict[str, Any]:
    """Return what the table shows of an entry, and where the entry is."""
    answers = entry["candidates"] if "candidates" in entry else entry["replies"]
    strip = [{"outcome": each["outcome"], "chosen": each.get("chosen", False)} for each in answers]
    fields = {field: entry.get(field) for field in _ROW_FIELDS}
    place_fields = {"strip": strip, "block": block, "place": place}
    if "replies" in entry:
        answer = next((reply["answer"] for reply in entry["replies"]), None)
        texts = {"answer": answer, "expected": entry["expected"], "preview": entry["input"]}
        return {**fields, **{name: _one_line(text) for name, text in texts.items()}, **place_fields}
    return {**fields, "preview": _first_line(entry["statement"]), **place_fields}


def _one_line(text: str | None) -> str | None:
    """Return the beginning of a text, with marks for the ends of its lines."""
    return text and text[:_PREVIEW].strip().replace("\n", " ↵ ")


def _first_line(text: str) -> str:
    """Return the first line that says something, without the marks of a Markdown heading."""
    first = next((line for line in text[:2000].splitlines() if line.strip("# \t")), "")
    return first.strip("# \t")[:_PREVIEW]
