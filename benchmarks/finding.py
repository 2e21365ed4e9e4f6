"""Precision and recall of the detection of tests in chats.

    python -m benchmarks.finding [--part first|second|third|all]

Measured on the prompts in `tests/core/chat_prompts`, by source. A prompt is as expected if its tests, its
function, the form of the answer and the code that it continues are all detected correctly. Intervals are
Wilson's, 95 %; the tests of one prompt are not independent, so the true intervals are wider.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from ses_plugin.metrics import wilson_interval
from tests.core.chat_prompts import FIRST, SECOND, THIRD, Prompt

PARTS = {"first": FIRST, "second": SECOND, "third": THIRD, "all": (*FIRST, *SECOND, *THIRD)}


def share(part: int, total: int) -> str:
    """Return a share with its interval."""
    if not total:
        return "-"
    low, high = wilson_interval(part / total, total)
    return f"{part / total:.2f} [{low:.2f}, {high:.2f}]"


def row(name: str, prompts: Sequence[Prompt]) -> str:
    """Return a line of the table, in Markdown."""
    counts = [prompt.counts() for prompt in prompts]
    right, wrong, missed = (sum(column) for column in zip(*counts, strict=True))
    total = sum(prompt.is_as_wanted() for prompt in prompts)
    cells = (
        name,
        len(prompts),
        total,
        right,
        missed,
        wrong,
        share(right, right + wrong),
        share(right, right + missed),
    )
    return "| " + " | ".join(map(str, cells)) + " |"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--part", choices=PARTS, default="all")
    prompts = PARTS[parser.parse_args().part]
    print("| source | prompts | as expected | found | missed | wrong | precision | recall |")
    print("|---|--:|--:|--:|--:|--:|--:|--:|")
    for source in sorted({prompt.source for prompt in prompts}):
        print(row(source, [prompt for prompt in prompts if prompt.source == source]))
    print(row("**all**", prompts))


if __name__ == "__main__":
    main()
