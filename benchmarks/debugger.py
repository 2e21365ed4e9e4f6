"""Whether the neural debugger finds the first divergence, and calls it by its class; makes docs/debugger.md.

    python -m benchmarks.debugger corrupted [--traces 120] [--seed 1] [--style full]
    python -m benchmarks.debugger real      on debugger_real.json: replies that were read by hand

A true explanation in each form is changed at one place, by a seeded draw; what changes it
(`debugger_corruptions`) shares no code with what looks for it. Counted as right is a divergence at the place
of the change, and of the class that was put there; as an alarm one in an unchanged explanation.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.debugger_corruptions import KINDS, Corrupted, true_explanations
from benchmarks.narration import traces
from ses_plugin.debugger.debug import debug_explanation, trace_once
from ses_plugin.debugger.report import DebugReport
from ses_plugin.metrics import wilson_interval
from ses_plugin.tracing.trace import Trace
from ses_plugin.types.program import Program

REAL = Path(__file__).with_name("debugger_real.json")
STYLES = ("full", "compact", "concise", "frames", "scratchpad", "prose")


@dataclass
class Counts:
    """What became of the explanations of one style."""

    made: Counter[str] = field(default_factory=Counter)
    placed: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    reported: Counter[str] = field(default_factory=Counter)
    confused: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    true: int = 0
    alarms: int = 0
    seconds: float = 0.0
    texts: int = 0

    def take(self, kind: str, changed: Corrupted, report: DebugReport) -> None:
        """Count one changed explanation."""
        found = report.divergence
        self.made[kind] += 1
        self.reported[kind] += found is not None
        here = found is not None and found.start <= changed.end and found.end >= changed.start
        said = found.divergence_class.value if found is not None else "nothing"
        self.placed[kind] += here
        self.right[kind] += here and said in changed.classes
        if not here or said not in changed.classes:
            self.confused[kind, "/".join(changed.classes), said if here else f"elsewhere: {said}"] += 1


def measure(number: int, seed: int, styles: tuple[str, ...], *, verbose: bool) -> dict[str, Counts]:
    """Return the counts of each style; programs and inputs are drawn by the seed."""
    out = {style: Counts() for style in styles}
    others = list(traces(number, seed + 1))
    for index, trace in enumerate(traces(number, seed)):
        rng = random.Random(f"{seed} {index}")
        other = others[index] if others[index].source == trace.source else None
        told = true_explanations(trace, rng, styles)
        told_other = true_explanations(other, rng, styles) if other is not None else {}
        for style, text in told.items():
            counts = out[style]
            report = timed(text, trace, counts)
            counts.true += 1
            counts.alarms += report.divergence is not None
            if verbose and report.divergence is not None:
                print("ALARM", style, report.divergence, file=sys.stderr)
            for kind, corrupt in KINDS.items():
                changed = corrupt(style, text, trace, rng, told_other.get(style))
                if changed is None or changed.text == text:
                    continue
                found = timed(changed.text, trace, counts)
                before = counts.right[kind]
                counts.take(kind, changed, found)
                if verbose and counts.right[kind] == before:
                    show(style, kind, changed, found)
    return out


def show(style: str, kind: str, changed: Corrupted, report: DebugReport) -> None:
    """Print a changed explanation whose divergence was not found, or is called something else."""
    found = report.divergence
    print(f"--- {style} {kind} {changed.classes}", file=sys.stderr)
    print("   put:  ", repr(changed.text[max(0, changed.start - 40) : changed.end + 40]), file=sys.stderr)
    print("   found:", found and (found.divergence_class.value, found.claim, found.message), file=sys.stderr)


def timed(text: str, trace: Trace, counts: Counts) -> DebugReport:
    """Return the report on a text; its CPU time is counted."""
    begun = time.process_time()
    report = debug_explanation(text, trace)
    counts.seconds += time.process_time() - begun
    counts.texts += 1
    return report


def table(counts: dict[str, Counts]) -> Iterator[str]:
    """Yield the lines of a table for docs/debugger.md."""
    yield "| style | changed | n | place right | place and class right | 95 % interval |"
    yield "|---|---|---|---|---|---|"
    for style, each in counts.items():
        for kind in [k for k in KINDS if each.made[k]]:
            yield row(style, kind, each.placed[kind], each.right[kind], each.made[kind])
        total = (sum(c.values()) for c in (each.placed, each.right, each.made))
        yield row(style, "any of them", *total)
    yield ""
    yield "| style | precision | 95 % interval | false alarms on true ones | ms of CPU a text |"
    yield "|---|---|---|---|---|"
    for style, each in counts.items():
        said, right = sum(each.reported.values()) + each.alarms, sum(each.right.values())
        ms = 1000 * each.seconds / max(1, each.texts)
        alarms = f"{each.alarms} of {each.true}"
        precision = f"{share(right, said)} ({right} of {said}) | {interval(right, said)}"
        yield f"| {style} | {precision} | {alarms} | {ms:.0f} |"


def row(style: str, kind: str, placed: int, right: int, made: int) -> str:
    """Return a line of the first table."""
    shares = f"{share(placed, made)} | {share(right, made)} | {interval(right, made)}"
    return f"| {style} | {kind} | {made} | {shares} |"


def share(count: int, n: int) -> str:
    """Return a share in per cent."""
    return f"{100 * count / n:.1f} %" if n else ""


def interval(count: int, n: int) -> str:
    """Return Wilson's interval of a share, in per cent."""
    if not n:
        return ""
    low, high = wilson_interval(count / n, n)
    return f"{100 * low:.1f} to {100 * high:.1f}"


def measure_real(*, verbose: bool) -> list[str]:
    """Return the lines of a table: the debugger on replies whose first divergence was read by hand."""
    rows: list[dict[str, Any]] = json.loads(REAL.read_text("utf-8"))["replies"]
    counts: Counter[str] = Counter()
    for each in rows:
        trace = trace_once(Program(each["program"], each["entry_point"]), each["input"])
        found = debug_explanation(each["reply"], trace).divergence
        at = each["reply"].find(each["claim"]) if each["claim"] else -1
        there = each["divergence_class"] is not None
        here = found is not None and there and found.start <= at + len(each["claim"]) and found.end >= at
        named = here and found is not None and found.divergence_class.value == each["divergence_class"]
        counts.update(n=1, real=there, reported=found is not None, placed=here, right=named)
        counts.update(alarms=found is not None and not there)
        if verbose:
            said = found and (found.divergence_class.value, found.claim)
            mark = "RIGHT" if named else "placed" if here else "-"
            print(each["id"], mark, said, "|", each["divergence_class"], repr(each["claim"]), file=sys.stderr)
    right, placed, reported, real = (counts[name] for name in ("right", "placed", "reported", "real"))
    return [
        f"{counts['n']} replies, {real} with a divergence; the debugger reports {reported}.",
        "of those reported: " + told(right, placed, reported),
        "of those there: " + told(right, placed, real),
        f"alarms where there is none: {counts['alarms']} of {counts['n'] - real}",
    ]


def told(right: int, placed: int, n: int) -> str:
    """Return shares in words."""
    both = f"place and class right {right} of {n}, {share(right, n)} ({interval(right, n)})"
    return f"{both}; place right {placed} of {n}, {share(placed, n)} ({interval(placed, n)})"


def main() -> None:
    """Measure, and print tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=("corrupted", "real"))
    parser.add_argument("--traces", type=int, default=120)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--style", choices=STYLES, action="append")
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    if options.what == "real":
        print("\n".join(measure_real(verbose=options.verbose)))
        return
    styles = tuple(options.style or STYLES)
    counts = measure(options.traces, options.seed, styles, verbose=options.verbose)
    print("\n".join(table(counts)))
    for style, each in counts.items():
        for (kind, put, said), number in each.confused.most_common(12):
            print(f"{style}, {kind}: {put} called {said}: {number}", file=sys.stderr)


if __name__ == "__main__":
    main()
