"""How faithful narrations are, and whether the check finds those that are not; the pages of docs/narration.md.

    python benchmarks/narration.py measure        the table of docs/narration.md
    python benchmarks/narration.py page           docs/narration.md, written anew

Each program of ours is traced on an input of its own. Of each narration one copy for each kind of corruption
is made by a seeded draw: what is changed really is another number, value, truth value, output or count.
"""

from __future__ import annotations

import random
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.models import wilson  # noqa: E402
from ses_plugin.comparison import same_stdout, same_value  # noqa: E402
from ses_plugin.datasets.draw import Draw  # noqa: E402
from ses_plugin.datasets.sources import sources  # noqa: E402
from ses_plugin.narration.check import Report, Verdict, check  # noqa: E402
from ses_plugin.narration.claims import scan  # noqa: E402
from ses_plugin.narration.matching import same_text  # noqa: E402
from ses_plugin.narration.narrate import CONCISE, FULL, narrate  # noqa: E402
from ses_plugin.parsing import read_answer  # noqa: E402
from ses_plugin.tracing.trace import Trace  # noqa: E402
from ses_plugin.tracing.tracer import trace  # noqa: E402

_NUMBER = re.compile(r"(?<![\w.…])\d+(?![\w…])")
_VALUE = re.compile(r"(?:becomes|is|stays|=|then|to|returns|yields) (?=[-\d'\[({TFN])")
_TRUTH = re.compile(r" is (true|false)(?=[,.])")
_COUNT = re.compile(r"(?:runs |called |changes |Iterations? |to |and |prints |\. )(\d+)(?= (?:times?|go|follow|lines|more)|[ :])")


def traces(number: int, level: int = 1) -> Iterator[Trace]:
    """Return the traces of programs of ours, each family's in turn, those that are whole."""
    found = 0
    for turn in range(20):
        for source in sources():
            names = sorted(source.programs)
            name = names[turn % len(names)]
            made = trace(source.programs[name], source.generate(Draw(turn, source.name, name), level))
            if not made.cut and made.outcome in ("ok", "exception"):
                yield made
                found += 1
            if found == number:
                return


def corrupted(text: str, kind: str, rng: random.Random, of: Trace) -> str | None:
    """Return the narration with one thing changed, or None if it has no such thing."""
    at = text.rindex("<output>")
    return KINDS[kind](text[:at], text[at:], rng, of)


def _number(story: str, answer: str, rng: random.Random, of: Trace) -> str | None:
    return _changed(story, [*_NUMBER.finditer(story)], 0, answer, rng)


def _count(story: str, answer: str, rng: random.Random, of: Trace) -> str | None:
    return _changed(story, [*_COUNT.finditer(story)], 1, answer, rng)


def _changed(story: str, places: list[re.Match[str]], group: int, answer: str, rng: random.Random) -> str | None:
    if not places:
        return None
    place = rng.choice(places)
    number = int(place[group])
    other = rng.choice([n for n in (number - 2, number - 1, number + 1, number + 2, number + 10) if n >= 0])
    return f"{story[: place.start(group)]}{other}{story[place.end(group) :]}{answer}"


def _value(story: str, answer: str, rng: random.Random, of: Trace) -> str | None:
    """Put another value of the story in the place of one."""
    spans = [(m.end(), *found) for m in _VALUE.finditer(story) if (found := scan(story, m.end()))]
    if not spans:
        return None
    start, text, end = rng.choice(spans)
    others = sorted({other for _, other, _ in spans if not same_text(other, text)})
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
    same = same_stdout if of.value is None else same_value
    return None if same(read_answer(text).text, of.output) else text


KINDS: dict[str, Callable[[str, str, random.Random, Trace], str | None]] = {
    "number": _number,
    "value": _value,
    "truth": _truth,
    "output": _output,
    "count": _count,
}
