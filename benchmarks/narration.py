"""How faithful narrations are, and whether the check finds those that are not; makes docs/narration.md.

    python -m benchmarks.narration measure [--narrations 600] [--seed 1]    the table of docs/narration.md
    python -m benchmarks.narration page                                     its narrations, anew

Programs of ours are traced on inputs of their own, drawn by the seed. Of each narration one copy for each
kind of corruption is made by a seeded draw: another number, value, truth value, line of output, or count.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from ses_plugin.datasets.seeded_random import SeededRandom
from ses_plugin.datasets.sources import load_sources
from ses_plugin.extraction import extract_answer
from ses_plugin.metrics import wilson_interval
from ses_plugin.narration.check import ClaimVerdict, check_explanation
from ses_plugin.narration.claim_matcher import text_matches
from ses_plugin.narration.claims import scan_expression
from ses_plugin.narration.narrate import narrate
from ses_plugin.narration.style import CONCISE, FULL
from ses_plugin.scoring.prediction_match import literal_matches, stdout_matches
from ses_plugin.tracing.trace import Trace
from ses_plugin.tracing.tracer import trace_program
from ses_plugin.types.program import Outcome

PAGE = Path(__file__).parents[1] / "docs" / "narration.md"
MARK = "<!-- narrations: made by `python -m benchmarks.narration page` -->"
SHOWN = (
    ("clap_count", "correct_1", 1, 1),
    ("rise_count", "correct_1", 1, 1),
    ("calendar_days", "correct_1", 1, 1),
    ("gcd_chain", "correct_1", 2, 1),
    ("collatz_steps", "correct_1", 1, 3),
    ("robot_walk", "correct_1", 1, 2),
    ("light_switches", "correct_1", 1, 1),
    ("run_lengths", "correct_2", 2, 1),
    ("queue_counter", "correct_1", 1, 1),
    ("stair_climb", "correct_1", 1, 3),
    ("bracket_check", "correct_2", 1, 1),
    ("recent_cache", "correct_1", 3, 4),
    ("line_walk", "correct_2", 3, 1),
    ("fold_tree", "function", 1, 2),
    ("rank_players", "function", 2, 2),
    ("compose_adders", "function", 1, 3),
    ("grundy_numbers", "function", 1, 3),
    ("interleave_streams", "function", 1, 1),
    ("validate_signups", "function", 1, 3),
    ("bowling_frames", "function", 2, 4),
)
"""Families, programs, levels and seeds of the twenty narrations of the page."""

_NUMBER = re.compile(r"(?<![\w.…])\d+(?![\w…])")
_VALUE = re.compile(r"(?:becomes|is|stays|=|then|to|returns|yields) (?=[-\d'\[({TFN])")
_TRUTH = re.compile(r" is (true|false)(?=[,.])")
_COUNT = re.compile(
    r"(?:runs |called |changes |Iterations? |to |and |prints |\. )(\d+)"
    r"(?= (?:times?|go|follow|lines|more)|[ :])"
)


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
    """Return the narration with one thing changed, or None if it has no such thing."""
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
    "output": _output,
    "count": _count,
}


def measure(number: int, seed: int) -> list[str]:
    """Return the lines of a table: false claims of narrations, and the share of corrupted ones found."""
    rng = random.Random(seed)
    claims: Counter[ClaimVerdict] = Counter()
    found: Counter[str] = Counter()
    made: Counter[str] = Counter()
    clean = wrong = 0
    for of in traces(number // 2, seed):
        for style in (FULL, CONCISE):
            text = narrate(of, style)
            report = check_explanation(text, of)
            claims.update(finding.verdict for finding in report.findings)
            clean += 1
            wrong += not report.ok
            for kind in KINDS:
                changed = corrupted(text, kind, rng, of)
                if changed is not None:
                    made[kind] += 1
                    found[kind] += not check_explanation(changed, of).ok
    total, all_found = sum(made.values()), sum(found.values())
    said = ", ".join(f"{claims[verdict]} {verdict}" for verdict in ClaimVerdict)
    lines = [f"Narrations: {clean}, of which {wrong} with a claim found false. Claims: {said}.", ""]
    lines += ["| changed | n | found | 95 % interval |", "|---|---|---|---|"]
    lines += [_row(kind, found[kind], made[kind]) for kind in KINDS]
    lines += [_row("any of them (recall)", all_found, total)]
    lines += [_row("called false, and corrupted (precision)", all_found, all_found + wrong)]
    return lines


def _row(name: str, hits: int, n: int) -> str:
    low, high = wilson_interval(hits / n, n)
    return f"| {name} | {n} | {100 * hits / n:.1f} % | {100 * low:.1f} to {100 * high:.1f} |"


def narrations() -> str:
    """Return the part of the page that shows narrations."""
    by_name = {source.name: source for source in load_sources()}
    parts = [MARK]
    for name, program, level, seed in SHOWN:
        source = by_name[name]
        of = trace_program(source.programs[program], source.generate(SeededRandom(seed), level))
        given = (
            f"Standard input:\n\n```\n{of.input.rstrip()}\n```"
            if of.entry is None
            else f"Call: `{of.entry}({of.input})`"
        )
        parts.append(
            f"### {name}, {program}\n\n```python\n{of.source.rstrip()}\n```\n\n"
            f"{given}\n\n````text\n{narrate(of)}\n````"
        )
    return "\n\n".join(parts) + "\n"


def write_page() -> None:
    """Write the narrations into the page, behind the mark."""
    text = PAGE.read_text("utf-8")
    PAGE.write_text(text.partition(MARK)[0] + narrations(), "utf-8")


def main() -> int:
    """Measure, or write the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("what", choices=("measure", "page"))
    parser.add_argument("--narrations", type=int, default=600)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    if options.what == "page":
        write_page()
    else:
        print("\n".join(measure(options.narrations, options.seed)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
