"""The words for metrics: label, help, unit, and which way is better. They are in `metrics.toml`."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from functools import cache
from importlib.resources import files

from ses_plugin.report.intervals import MetricText

_WITH_K = re.compile(r"(?<=@)\d+")
_BETTER = {"higher": True, "lower": False, "neither": None}


def metric_text(name: str) -> MetricText:
    """Return the words for a metric; its name where there are none, as for a plugin's."""
    texts = _texts()
    if name in texts:
        return texts[name]
    text = texts.get(_WITH_K.sub("k", name), MetricText(name, ""))
    k = _WITH_K.search(name)
    return text if k is None else replace(text, label=text.label.replace("of k", f"of {k[0]}"))


@cache
def _texts() -> dict[str, MetricText]:
    rows = tomllib.loads((files("ses_plugin.report") / "metrics.toml").read_text("utf-8"))
    return {
        name: MetricText(
            row["label"], row["help"], row.get("unit", "share"), _BETTER[row.get("better", "higher")]
        )
        for name, row in rows.items()
    }
