"""How faithful explanations are, and whether the check finds those that are not; makes docs/narration.md.

    python -m benchmarks.narration measure [--narrations 600] [--seed 1]  the first table of docs/narration.md
    python -m benchmarks.narration broken [--narrations 300] [--seed 1]   the second: narrators with a fault
    python -m benchmarks.narration page                                   its programs and explanations, anew
    python -m benchmarks.narration tokens --tokenizer T… [--rows FILE]    its table of tokens an event

Programs of ours are traced on inputs of their own, drawn by the seed. Of each explanation one copy for each
kind of corruption is made by a seeded draw.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import statistics
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.broken_narrators import FAULTS, broken
from ses_plugin.datasets.seeded_random import SeededRandom
from ses_plugin.datasets.sources import load_sources
from ses_plugin.extraction import extract_answer
from ses_plugin.metrics import wilson_interval
from ses_plugin.narration.check import ClaimVerdict, check_explanation
from ses_plugin.narration.claim_matcher import text_matches
from ses_plugin.narration.claims import scan_expression
from ses_plugin.narration.narrate import narrate
from ses_plugin.narration.style import COMPACT, CONCISE, FULL, ExplanationRefused, Style
from ses_plugin.scoring.prediction_match import literal_matches, stdout_matches
from ses_plugin.tracing.trace import Trace
from ses_plugin.tracing.tracer import trace_program
from ses_plugin.training_data.nlex.tokens import count_tokens
from ses_plugin.types.program import Outcome, Program

PAGE = Path(__file__).parents[1] / "docs" / "narration.md"
MARK = "<!-- explanations: made by `python -m benchmarks.narration page` -->"
STYLES = {"full": FULL, "compact": COMPACT, "concise": CONCISE}
SHOWN = (
    ("clap_count", "correct_1", 1, 1),
    ("rise_count", "correct_1", 1, 1),
    ("collatz_steps", "correct_1", 1, 3),
    ("gcd_chain", "correct_1", 1, 1),
    ("run_lengths", "correct_2", 1, 1),
)
"""Families, programs, levels and seeds of the programs of the page."""

_NUMBER = re.compile(r"(?<![\w.…])\d+(?![\w…])")
_VALUE = re.compile(
    r"(?:(?:becomes|is|=|returns|yields|return|yield) |(?<=[\w)\]}'])=(?!=))(?=[-\d'\[({TFN])"
)
_TRUTH = re.compile(r"\b(true|false)(?=[,.;\n]|->)")
_COUNT = re.compile(r"iteration (\d+)(?=:)")


def traces(number: int, seed: int = 0, levels: tuple[int, ...] = (1, 2, 3)) -> Iterator[Trace]:
    """Return the traces of so many programs of ours, one of each family in turn, those that are whole."""
    found = turn = 0
    while found < number:
        for source in load_sources():
            names = sorted(source.programs)
            name, level = names[turn % len(names)], levels[turn % len(levels)]
            made = trace_program(
                source.programs[name], source.generate(SeededRandom(seed, source.name, name, turn), level)
            )
            if not made.truncated and made.outcome in (Outcome.OK, Outcome.EXCEPTION) and found < number:
                found += 1
                yield made
        turn += 1


def corrupted(text: str, kind: str, rng: random.Random, of: Trace) -> str | None:
    """Return the explanation with one thing changed, or None if it has no such thing."""
    at = text.rindex("<output>")
    return KINDS[kind](text[:at], text[at:], rng, of)


def _number(story: str, answer: str, rng: random.Random, of: Trace) -> str | None:
    return _changed(story, [*_NUMBER.finditer(story)], 0, answer, rng)


def _count(story: str, answer: str, rng: random.Random, of: Trace) -> str | None:
    return _changed(story, [*_COUNT.finditer(story)], 1, answer, rng)


def _changed(
    story: str, places: list[re.Match[str]], group: int, answer: str, rng: random.Random
) -> str | None:
    if not places:
        return None
    place = rng.choice(places)
    number = int(place[group])
    other = rng.choice([n for n in (number - 2, number - 1, number + 1, number + 2, number + 10) if n >= 0])
    return f"{story[: place.start(group)]}{other}{story[place.end(group) :]}{answer}"


def _value(story: str, answer: str, rng: random.Random, of: Trace) -> str | None:
    """Put another value of the story in the place of one."""
    spans = [(m.end(), *found) for m in _VALUE.finditer(story) if (found := scan_expression(story, m.end()))]
    if not spans:
        return None
    start, text, end = rng.choice(spans)
    others = sorted({other for _, other, _ in spans if not text_matches(other, text)})
    return f"{story[:start]}{rng.choice(others)}{story[end:]}{answer}" if others else None


def _truth(story: str, answer: str, rng: random.Random, of: Trace) -> str | None:
    places = [*_TRUTH.finditer(story)]
    if not places:
        return None
    place = rng.choice(places)
    other = "false" if place[1] == "true" else "true"
    return f"{story[: place.start(1)]}{other}{story[place.end(1) :]}{answer}"


def _swap(story: str, answer: str, rng: random.Random, of: Trace) -> str | None:
    """Put a line before the one that it follows."""
    lines = story.rstrip("\n").split("\n")
    places = [i for i in range(len(lines) - 1) if lines[i] != lines[i + 1] and lines[i] and lines[i + 1]]
    if not places:
        return None
    at = rng.choice(places)
    lines[at], lines[at + 1] = lines[at + 1], lines[at]
    return "\n".join(lines) + "\n\n" + answer


def _drop(story: str, answer: str, rng: random.Random, of: Trace) -> str | None:
    """Leave a line out."""
    lines = story.rstrip("\n").split("\n")
    places = [i for i, line in enumerate(lines) if re.match(r" *(?:Line |Back in line )?\d", line)]
    if len(places) < 2:
        return None
    del lines[rng.choice(places)]
    return "\n".join(lines) + "\n\n" + answer


def _output(story: str, answer: str, rng: random.Random, of: Trace) -> str | None:
    """Change a character of a line of the answer, or leave the line out."""
    lines = answer.split("\n")
    places = [index for index, line in enumerate(lines[1:-1], 1) if line.strip()]
    if not places:
        return None
    index = rng.choice(places)
    at = rng.randrange(len(lines[index]))
    other = rng.choice("0123456789ax")
    changed = lines[index][:at] + other + lines[index][at + 1 :]
    lines[index : index + 1] = [changed] if rng.random() < 0.8 else []
    text = story + "\n".join(lines)
    same = stdout_matches if of.value is None else literal_matches
    return None if same(extract_answer(text).text, of.output) else text


KINDS: dict[str, Callable[[str, str, random.Random, Trace], str | None]] = {
    "number": _number,
    "value": _value,
    "truth": _truth,
    "count": _count,
    "swapped lines": _swap,
    "dropped line": _drop,
    "output": _output,
}


def measure(number: int, seed: int) -> list[str]:
    """Return the lines of a table: false alarms on explanations, and the share of corrupted ones found."""
    lines = ["| style | changed | n | found | 95 % interval |", "|---|---|---|---|---|"]
    told = []
    runs = [*traces(number // len(STYLES), seed)]
    for name, style in STYLES.items():
        found, made, claims, clean, wrong = _of_style(runs, style, random.Random(seed))
        lines += [f"| {name} {_row(kind, found[kind], made[kind])}" for kind in KINDS if made[kind]]
        lines.append(f"| {name} {_row('any of them', sum(found.values()), sum(made.values()))}")
        said = ", ".join(f"{claims[verdict]:,} {verdict}" for verdict in ClaimVerdict)
        told.append(
            f"{name}: {clean} explanations, {wrong} with a claim called false (alarm); claims: {said}."
        )
    return [*told, "", *lines]


def _of_style(
    runs: list[Trace], style: Style, rng: random.Random
) -> tuple[Counter[str], Counter[str], Counter[ClaimVerdict], int, int]:
    claims: Counter[ClaimVerdict] = Counter()
    found: Counter[str] = Counter()
    made: Counter[str] = Counter()
    clean = wrong = 0
    for of in runs:
        try:
            text = narrate(of, style)
        except ExplanationRefused:
            continue
        report = check_explanation(text, of)
        claims.update(finding.verdict for finding in report.findings)
        clean += 1
        wrong += not report.ok
        for kind in KINDS:
            changed = corrupted(text, kind, rng, of)
            if changed is not None:
                made[kind] += 1
                found[kind] += not check_explanation(changed, of).ok
    return found, made, claims, clean, wrong


def measure_broken(number: int, seed: int) -> list[str]:
    """Return the lines of a table: of narrators with a fault, how many texts that it changes are found."""
    runs = [*traces(number, seed), *hard_traces()]
    lines = ["| fault put back | texts changed | found | missed |", "|---|---|---|---|"]
    for name in FAULTS:
        changed = found = 0
        for of in runs:
            for style in (FULL, COMPACT):
                right, wrong = _narrated(of, style), broken(name, of, style)
                if right and wrong and right != wrong:
                    changed += 1
                    found += not check_explanation(wrong, of).ok
        lines.append(f"| {name} | {changed} | {found} | {changed - found} |")
    return lines


def _narrated(of: Trace, style: Style) -> str:
    try:
        return narrate(of, style)
    except ExplanationRefused:
        return ""


def hard_traces() -> Iterator[Trace]:
    """Return the traces of programs that are hard to explain."""
    from tests.core.explained_programs import CASES

    for source, _ in CASES.values():
        yield trace_program(Program(source))


def measure_tokens(number: int, seed: int, tokenizers: list[str], rows: Path | None) -> list[str]:
    """Return the lines of a table: tokens an event of each style, of our programs and of a file of rows."""
    runs = {"ours": [*traces(number, seed, levels=(1,))]}
    if rows is not None:
        given = (json.loads(line) for line in rows.read_text("utf-8").splitlines())
        programs = ((Program(row["program"], row["entry"]), row["input"]) for row in given)
        runs["rows"] = [trace_program(program, text) for program, text in programs]
    lines = [
        "| style | tokenizer | runs | tokens an event | median tokens | at most 768 |",
        "|---|---|---|---|---|---|",
    ]
    for name, style in STYLES.items():
        for kind, those in runs.items():
            texts = [(_narrated(of, style), len(of.events)) for of in those]
            told = [(text, events) for text, events in texts if text]
            for tokenizer in tokenizers:
                sizes = [count_tokens(text, tokenizer) for text, _ in told]
                share = sum(size <= 768 for size in sizes) / len(sizes)
                each = sum(sizes) / sum(events for _, events in told)
                lines.append(
                    f"| {name} | {Path(tokenizer).name} | {len(told)} of {len(those)}, {kind} | {each:.1f} | "
                    f"{statistics.median(sizes):.0f} | {100 * share:.0f} % |"
                )
    return lines


def _row(name: str, hits: int, n: int) -> str:
    low, high = wilson_interval(hits / n, n)
    return f"| {name} | {n} | {100 * hits / n:.1f} % | {100 * low:.1f} to {100 * high:.1f} |"


def narrations() -> str:
    """Return the part of the page that shows programs and their explanations."""
    by_name = {source.name: source for source in load_sources()}
    parts = [MARK]
    for name, program, level, seed in SHOWN:
        source = by_name[name]
        of = trace_program(source.programs[program], source.generate(SeededRandom(seed), level))
        given = (
            f"Standard input:\n\n```\n{of.input.rstrip()}\n```"
            if of.entry_point is None
            else f"Call: `{of.entry_point}({of.input})`"
        )
        told = "\n\n".join(f"{key}:\n\n````text\n{narrate(of, style)}\n````" for key, style in STYLES.items())
        parts.append(f"### {name}, {program}\n\n```python\n{of.source.rstrip()}\n```\n\n{given}\n\n{told}")
    return "\n\n".join(parts) + "\n"


def write_page() -> None:
    """Write the explanations into the page, behind the mark."""
    text = PAGE.read_text("utf-8")
    PAGE.write_text(text.partition(MARK)[0] + narrations(), "utf-8")


def main() -> int:
    """Measure, or write the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("what", choices=("measure", "broken", "page", "tokens"))
    parser.add_argument("--narrations", type=int, default=600)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--tokenizer", nargs="+", default=[], help="folders or names, as for ses data nlex")
    parser.add_argument("--rows", type=Path, help="a JSONL file of ses data nlex")
    options = parser.parse_args()
    if options.what == "page":
        write_page()
    elif options.what == "tokens":
        print("\n".join(measure_tokens(options.narrations, options.seed, options.tokenizer, options.rows)))
    else:
        made = measure if options.what == "measure" else measure_broken
        print("\n".join(made(options.narrations, options.seed)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
