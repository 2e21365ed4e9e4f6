"""A run in few sentences: what repeats itself is summed up, after it has been."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from ses_plugin.narration.steps import Becomes, Calls, Fact, Item, Leaves, Prints, RunStep, Says
from ses_plugin.narration.style import Style
from ses_plugin.narration.wording import printed, sentence
from ses_plugin.tracing.inside.simple_values import MARK

_MOST_NAMES = 4
_MOST_VALUE = 60


def summarize(steps: list[RunStep], style: Style) -> str:
    """Return sentences about steps; ever fewer are told one by one until the text has room in the style."""
    text = ""
    for iterations, calls in ((style.iterations, style.calls), (1, 1), (0, 1), (0, 0)):
        kept = _select(steps, replace(style, iterations=iterations, calls=calls))
        text = "\n".join(_sentences(steps, kept))
        if len(text) <= style.characters:
            return text
    return "\n".join(_ends(text.split("\n"), style.characters))


def _select(steps: list[RunStep], style: Style) -> list[bool]:
    """Return which steps are told: of a loop some iterations, of a function the first calls."""
    last: dict[int, int] = {}
    for step in steps:
        for run, iteration in step.path:
            last[run] = max(iteration, last.get(run, 0))
    calls: Counter[str] = Counter()
    hidden: list[int] = []
    """Depths of the calls that are not told."""
    out = []
    for step in steps:
        while hidden and step.depth <= hidden[-1]:
            hidden.pop()
        seen = all(
            iteration <= style.iterations or (style.iterations and iteration == last[run])
            for run, iteration in step.path
        )
        out.append(seen and not hidden)
        for item in step.items:
            if isinstance(item, Calls):
                calls[item.function] += 1
                if calls[item.function] > style.calls:
                    hidden.append(step.depth)
    return out


def _sentences(steps: list[RunStep], kept: list[bool]) -> Iterator[str]:
    waiting: list[RunStep] = []
    defined: list[str] = []
    for step, tell in zip(steps, kept, strict=True):
        if not tell:
            waiting.append(step)
            continue
        if waiting:
            yield _sum(waiting, step.depth)
        waiting = []
        if all(isinstance(item, Says) and item.word in ("def", "class", "import") for item in step.items):
            defined += [item.code for item in step.items if isinstance(item, Says)]
            continue
        if defined:
            yield f"{_names(defined)} {'is' if len(set(defined)) == 1 else 'are'} defined."
            defined = []
        yield sentence(_shortened(step))
    if defined:
        yield f"{_names(defined)} {'is' if len(set(defined)) == 1 else 'are'} defined."
    if waiting:
        yield _sum(waiting, waiting[0].depth)


def _shortened(step: RunStep) -> RunStep:
    items: list[Item] = []
    for item in step.items:
        if isinstance(item, Fact):
            items.append(replace(item, result=_short(item.result)))
        elif isinstance(item, (Becomes, Leaves)):
            items.append(replace(item, value=_short(item.value)))
        else:
            items.append(item)
    return replace(step, items=items)


def _short(text: str) -> str:
    """Return a text, or its beginning and its end if it is long, between backticks if it has none."""
    if len(text) <= _MOST_VALUE and MARK not in text:
        return text
    half = _MOST_VALUE // 2
    short = text.partition(MARK)[0][:half] + MARK + text.rpartition(MARK)[2][-half:]
    return short if "`" in short else f"`{short}`"


def _names(names: list[str]) -> str:
    unique = [f"`{name}`" for name in dict.fromkeys(names)]
    return " and ".join([", ".join(unique[:-1]), unique[-1]] if len(unique) > 1 else unique)


def _sum(steps: list[RunStep], depth: int) -> str:
    """Return what steps have come to, when they are over."""
    begun = sum(step.begins and not _is_part(step) for step in steps)
    outer = min(step.depth for step in steps)
    values: dict[str, str] = {}
    for step in steps:
        for item in step.items:
            if isinstance(item, Becomes) and step.depth == outer:
                values[item.name] = item.value
    text = "".join(item.text for step in steps for item in step.items if isinstance(item, Prints))
    facts = [f"`{name}` is {_short(value)}" for name, value in [*values.items()][-_MOST_NAMES:]]
    if text:
        count = text.count("\n")
        facts.append(f"{count} lines have been printed" if count > 1 else f"{printed(text)} has been printed")
    after = f"; after them {', '.join(facts)}" if facts else ""
    what = f"{begun} more step{'' if begun == 1 else 's'}" if begun else "The rest of a call"
    return f"{'  ' * depth}({what}{after}.)"


def _is_part(step: RunStep) -> bool:
    """Return whether a step is only a part of a statement: a case that matches, the end of a `with`."""
    first = step.items[0] if step.items else None
    return isinstance(first, Says) and first.word in ("case", "exit")


def _ends(lines: list[str], most: int) -> list[str]:
    """Return the first and the last lines, and between them how many are left out."""
    first, last, room = [], [], most - 40  # type: ignore[var-annotated]
    while lines and len(lines[0]) + (len(lines[-1]) if len(lines) > 1 else 0) + 2 <= room:
        first.append(lines.pop(0))
        room -= len(first[-1]) + 1
        if lines:
            last.insert(0, lines.pop())
            room -= len(last[0]) + 1
    return [*first, f"({len(lines)} more sentences.)", *last]
