"""Rows as a page to read: program, input, explanation, answer, how hard it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

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
