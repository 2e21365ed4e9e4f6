"""A data set for readers: its card, and some of its rows as a page.

The card is the README.md of a data set, as the Hugging Face Hub reads it. The page shows program, input,
explanation, answer, and how hard each row is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

from ses_plugin.strategies import Role
from ses_plugin.training_data.nlex.rows import Row
from ses_plugin.training_data.nlex.shards import ShardResult
from ses_plugin.usage import Usage

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
is called, or null if the program reads its input; `input`; `output`; `source`; `license`. For a curriculum,
or to filter by: `difficulty` (easy, medium, hard), `events` of the run, `tokens` (of prompt and completion),
and `features`: `trace_events` (by the source, as `ses_output_pred` counts them), `lines_executed`, `calls`,
`loop_depth`, `kinds`, `output_length`, `answer_in_input`."""


def card(splits: Mapping[str, Sequence[Row]], made: ShardResult, settings: Mapping[str, object]) -> str:
    """Return the text: counts by source, split, licence and difficulty, and why things were dropped.

    `made` has the reasons, and what models took by role, for the rows that were dropped too. No metadata
    names the files: where it does, `datasets` 5 tells a local data set by its folder's name alone, and loads
    from its cache what was there before, or in another folder of that name.
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
        _counts(
            "Rows by depth of loops", "depth", Counter(str(row["features"]["loop_depth"]) for row in rows)
        ),
        _counts(
            "Rows by kinds of operation", "kind", Counter(k for row in rows for k in row["features"]["kinds"])
        ),
        _lengths(rows),
        _worth(rows, made.coverage),
        _COLUMNS,
        _counts("Dropped, by stage and reason", "reason", made.discards),
        *(_calls(role, one) for role, one in sorted(made.spent.items())),
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
    measures = {
        "characters": [
            len(row["prompt"][0]["content"]) + len(row["completion"][0]["content"]) for row in rows
        ],
        "tokens": [row["tokens"] for row in rows],
        "events": [row["events"] for row in rows],
    }
    marks = [
        (f"{percent} %", *(sorted(one)[(len(one) - 1) * percent // 100] for one in measures.values()))
        for percent in (50, 90, 99, 100)
    ]
    return _table("Sizes of a row: prompt and completion, and its run", ("of the rows", *measures), marks)


def _worth(rows: Sequence[Row], coverage: Mapping[str, int]) -> str:
    """Return how much of the programs is reached by the inputs found for them, and what can be copied."""
    copied = sum(row["features"]["answer_in_input"] for row in rows)
    lines = [("answers that stand literally in the input", _share(copied, len(rows)))]
    if coverage:
        for name, title in (("lines", "lines of functions"), ("sides", "sides of conditions and loops")):
            lines.append((f"{title} that rows reach", _share(coverage[f"reached_{name}"], coverage[name])))
    return _table("What rows exercise", ("", "share"), lines)


def _share(part: int, whole: int) -> str:
    return f"{part} of {whole} ({part / max(whole, 1):.0%})"


def _counts(title: str, name: str, counts: Mapping[str, int]) -> str:
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return _table(title, (name, "count"), ordered)


def _table(title: str, head: Sequence[str], lines: Iterable[Sequence[object]]) -> str:
    rows = [head, ["---"] * len(head), *lines]
    return f"## {title}\n\n" + "\n".join("| " + " | ".join(map(_cell, row)) + " |" for row in rows)


def _cell(value: object) -> str:
    return str(value).replace("|", "\\|").replace("\n", " ")


_STYLE = """
body { font: 15px/1.45 system-ui, sans-serif; max-width: 100rem; margin: 1rem auto; padding: 0 1rem; }
section { border-top: 2px solid #ccc; padding: .5rem 0 1.5rem; }
h2 { font-size: 1.05rem; margin: .6rem 0; } h2 small { font-weight: normal; color: #666; }
h3 { font-size: .8rem; margin: .8rem 0 .2rem; color: #666; text-transform: uppercase; }
pre { background: #f5f5f5; margin: 0; padding: .6rem; overflow-x: auto; font-size: 13px; }
pre.told { white-space: pre-wrap; }
.row { display: grid; grid-template-columns: minmax(0, 2fr) minmax(0, 3fr); gap: 1rem; }
@media (max-width: 60rem) { .row { grid-template-columns: minmax(0, 1fr); } }
@media (prefers-color-scheme: dark) {
  body { background: #1b1b1b; color: #ddd; } pre { background: #2a2a2a; } section { border-color: #444; }
}
"""


def preview_page(rows: Sequence[Mapping[str, Any]], title: str) -> str:
    """Return one HTML page, with nothing to load and no script; texts of programs are only shown."""
    sections = "\n".join(_section(number, row) for number, row in enumerate(rows, 1))
    name = escape(f"{len(rows)} rows of {title}")
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{name}</title>'
        f"<style>{_STYLE}</style></head>\n<body><h1>{name}</h1>\n{sections}\n</body></html>"
    )


def _section(number: int, row: Mapping[str, Any]) -> str:
    features = row["features"]
    about = [
        str(row["difficulty"] or "longer than hard"),
        f"{row['events']} events",
        f"{row['tokens']} tokens",
        f"loops {features['loop_depth']} deep",
        ", ".join(features["kinds"]),
    ]
    given = f"{row['entry']}({row['input']})" if row["entry"] else row["input"]
    left = [("program", row["program"]), ("call" if row["entry"] else "standard input", given)]
    left.append(("answer", row["output"]))
    told = row["completion"][0]["content"]
    return (
        f"<section><h2>{number}. {escape(row['source'])} <small>{escape(' · '.join(filter(None, about)))}"
        f'</small></h2><div class="row"><div>{"".join(_part(*part) for part in left)}</div>'
        f"<div>{_part('explanation', told, 'told')}</div></div></section>"
    )


def _part(title: str, text: str, kind: str = "plain") -> str:
    return f'<h3>{title}</h3><pre class="{kind}">{escape(text)}</pre>'
