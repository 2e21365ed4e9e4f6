"""The data card: README.md of a data set, as the Hugging Face Hub reads it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from ses_plugin.strategies import Role
from ses_plugin.training_data.nlex.rows import Row
from ses_plugin.usage.usage import Usage, UsageByRole

_ABOUT = """\
---
pretty_name: Explained executions (NLEX)
---
# Explained executions (NLEX)

Each row is a program, an input, and an explanation of what happens in the run, which ends in the output.
Made by `ses data nlex`; """
_TOLD = """\
no model has written any {what}. Every statement that can be checked was checked
against the trace of the run."""
_TRANSLATED = """\
the explanations are written by a model, `{model}`, which was shown the trace of the
run, and kept if they end in the true output, by SES's own reader of answers. {checked}"""
_CHECKED = {
    True: "Those with a statement\nthat the trace contradicts were dropped, as far as it can be read.",
    False: "Nothing else\nin them was checked.",
}
_INVENTED = """ Some of the inputs are written by a model, `{model}`; as all
inputs, they were kept if the program really ran on them."""
_CALLS: Mapping[str, str] = {
    Role.GENERATE_INPUTS: "Calls of the model that wrote inputs",
    Role.TRANSLATE: "Calls of the model that wrote explanations",
}
_COLUMNS = """\
## Columns

`prompt` and `completion` are chats of one message, `messages` is both. `program`; `entry`, the function that
is called, or null if the program reads its input; `input`; `output`; `source`; `license`; `features`."""


def card(
    splits: Mapping[str, Sequence[Row]],
    discards: Counter[str],
    settings: Mapping[str, object],
    spent: UsageByRole,
) -> str:
    """Return the text: counts by source, split, licence and difficulty, and why things were dropped.

    `spent` is what models took by role, for the rows that were dropped too. No metadata names the files:
    where it does, `datasets` 5 tells a local data set by its folder's name alone, and loads from its cache
    what was there before, or in another folder of that name.
    """
    rows = [row for part in splits.values() for row in part]
    parts = [
        _ABOUT + _who(settings),
        _table("What was asked for", ("option", "value"), settings.items()),
        _counts("Rows by split", "split", {name: len(part) for name, part in splits.items()}),
        _by_source(splits),
        _counts("Rows by licence", "licence", Counter(row["license"] for row in rows)),
        _counts(
            "Rows by difficulty", "difficulty", Counter(str(row["features"]["difficulty"]) for row in rows)
        ),
        _lengths(rows),
        _COLUMNS,
        _counts("Dropped, by stage and reason", "reason", discards),
        *(_calls(role, one) for role, one in sorted(spent.items())),
    ]
    return "\n\n".join(parts) + "\n"


def _who(settings: Mapping[str, object]) -> str:
    inventor = settings.get("invent_inputs")
    invented = _INVENTED.format(model=inventor) if inventor else ""
    if "translate" not in settings:
        return _TOLD.format(what="of the explanations" if inventor else "of it") + invented
    checked = _CHECKED[bool(settings["check"])]
    return _TRANSLATED.format(model=settings["translate"], checked=checked) + invented


def _calls(role: str, spent: Usage) -> str:
    cost = None if spent.cost is None else f"{spent.cost:.4f}"
    counts = {
        "answered": spent.calls,
        "failed": spent.failed,
        "tokens read": spent.prompt_tokens,
        "tokens written": spent.completion_tokens,
        "US dollars": cost,
    }
    lines = [(name, "not known" if value is None else value) for name, value in counts.items()]
    return _table(_CALLS[role], ("", ""), lines)


def _by_source(splits: Mapping[str, Sequence[Row]]) -> str:
    counted = {name: Counter(_root(row) for row in part) for name, part in splits.items()}
    roots = sorted({root for counts in counted.values() for root in counts})
    programs = Counter(
        _root(row) for row in {r["source"]: r for part in splits.values() for r in part}.values()
    )
    lines = [(root, programs[root], *(counts[root] for counts in counted.values())) for root in roots]
    return _table("Rows by source", ("source", "programs", *counted), lines)


def _root(row: Row) -> str:
    return str(row["source"]).split("/")[0].split(":")[0]


def _lengths(rows: Sequence[Row]) -> str:
    lengths = sorted(len(row["prompt"][0]["content"]) + len(row["completion"][0]["content"]) for row in rows)
    marks = [(f"{percent} %", lengths[(len(lengths) - 1) * percent // 100]) for percent in (50, 90, 99, 100)]
    return _table("Characters of a row, prompt and completion", ("of the rows", "at most"), marks)


def _counts(title: str, name: str, counts: Mapping[str, int]) -> str:
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return _table(title, (name, "count"), ordered)


def _table(title: str, head: Sequence[str], lines: Iterable[Sequence[object]]) -> str:
    rows = [head, ["---"] * len(head), *lines]
    return f"## {title}\n\n" + "\n".join("| " + " | ".join(map(_cell, row)) + " |" for row in rows)


def _cell(value: object) -> str:
    return str(value).replace("|", "\\|").replace("\n", " ")
