"""Tables of docs/results.md for the solving tasks: means with intervals, from what lm-eval has logged.

    lm_eval --tasks ses_self_verify,ses_self_fix --log_samples --output_path OUT …
    python benchmarks/solving.py OUT [OUT …]

Prints, for each samples file under OUT, each metric's mean over problems with a 95 % interval: of the
bootstrap over problems, or Wilson's where every problem has the same value.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from ses_plugin.metrics import bootstrap_interval, wilson_interval


def interval(values: list[float]) -> tuple[float, float]:
    """Return a 95 % interval of the mean."""
    if len(set(values)) > 1 or values[0] not in (0.0, 1.0):
        return bootstrap_interval(values)
    return wilson_interval(values[0], len(values))


def table(rows: list[dict[str, Any]]) -> list[str]:
    """Return the table of one task."""
    lines = ["| metric | mean [95 %] | n |", "| --- | --- | --- |"]
    for name in rows[0]["metrics"]:
        values = [float(row[name]) for row in rows if isinstance(row[name], int | float)]
        if values and not name.endswith("_stderr"):
            low, high = interval(values)
            lines.append(
                f"| `{name}` | {sum(values) / len(values):.3f} [{low:.3f}, {high:.3f}] | {len(values)} |"
            )
    return lines


def main() -> int:
    """Print all tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("out", nargs="+", type=Path)
    for folder in parser.parse_args().out:
        for path in sorted(folder.rglob("samples_ses_*.jsonl")):
            rows = [json.loads(line) for line in path.read_text("utf-8").split("\n") if line]
            print(f"{path}\n", *table(rows), "", sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
