"""True explanations of runs in six forms, and copies with one thing changed by a seeded draw.

Nothing here is shared with `ses_plugin.debugger`. What a change is called follows docs/debugger.md: a wrong
value in a line that reads the input is a wrong input, a wrong condition of a `while` a wrong iteration count.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from ses_plugin.narration.narrate import narrate
from ses_plugin.narration.style import COMPACT, CONCISE, FULL, ExplanationRefused
from ses_plugin.tracing.render import render
from ses_plugin.tracing.trace import Event, EventKind, Trace

NARRATIONS = {"full": FULL, "compact": COMPACT, "concise": CONCISE}
_STEP = re.compile(r"^ *(?:(?:Back in l|L)ine )?(?P<line>\d+)[:+]? ", re.MULTILINE)
_VALUE = {
    "full": r"`\w+` becomes (?P<value>-?\d+|'[^'\n]*'|\[[^\]\n]*\])(?=[.;])",
    "compact": r"(?:=|^\d+\+? |;)(?P<value>-?\d+|'[^'\n]*'|\[[^\]\n]*\])(?=->\w+(?:$|;))",
    "scratchpad": r"(?:\| |; |\()\w+=(?P<value>-?\d+|'[^'\n]*'|\[[^\]\n]*\])(?=$|;|\)|,)",
    "prose": r"`\w+` (?:is set to|becomes) `(?P<value>-?\d+|'[^'\n]*'|\[[^\]\n]*\])`",
}
_TRUTH = {
    "full": r"\b(?P<value>true|false)(?=[.;,])",
    "compact": r" (?P<value>true|false)(?=$|;)",
    "scratchpad": r"\| (?P<value>true|false)(?=$|;)",
    "prose": r"` is (?P<value>True|False)(?=[.,])",
}
_PRINT = {
    "full": r"it prints `(?P<value>[^`\n]*)`",
    "compact": r"(?:^\d+\+? |;)print (?P<value>[^;\n]*)",
    "scratchpad": r"print '(?P<value>[^'\n]*)\\n'",
    "prose": r"It prints `(?P<value>[^`\n]*)`",
}
_INPUT = re.compile(r"\binput\(|\bstdin\b|\bopen\(0")
_PARSE = re.compile(r"\s*[\w, ]+ = (?:[\w\s.,()\[\]]|'[^'\n]*'|\"[^\"\n]*\")*$")


@dataclass(frozen=True)
class Corrupted:
    """A changed explanation: where, and what the change may be called."""

    text: str
    start: int
    end: int
    classes: tuple[str, ...]


def true_explanations(trace: Trace, rng: random.Random, styles: tuple[str, ...]) -> dict[str, str]:
    """Return the explanations of a run in each form that it can be told in, with its answer."""
    answer = f"\n\n<output>\n{trace.output.rstrip()}\n</output>"
    out: dict[str, str] = {}
    for style in styles:
        if style in NARRATIONS:
            try:
                out[style] = narrate(trace, NARRATIONS[style])
            except ExplanationRefused:
                continue
        elif style == "prose":
            out[style] = write_prose(trace, rng) + answer
        else:
            out[style] = render(trace, style) + answer
    return out


# --- prose as a model writes it: steps are left out, wordings change


def write_prose(trace: Trace, rng: random.Random) -> str:
    """Return a true text in the manner of chat models, that leaves out a third of the steps."""
    lines = ["Let's go through the program step by step:", ""]
    source = trace.source.split("\n")
    known: dict[int, dict[str, str]] = {}
    following = _following_lines(trace)
    for index, event in enumerate(trace.events[:400]):
        code = source[event.line - 1] if 0 < event.line <= len(source) else ""
        if event.kind is not EventKind.LINE or "<" in event.function.removeprefix("<module>"):
            continue
        changes = {c.name: c.value for c in event.changes if c.value is not None and len(c.value) < 60}
        plain = {n: v for n, v in changes.items() if re.fullmatch(r"\w+", n) and not v.startswith("<")}
        pad = "   " * ((len(code) - len(code.lstrip())) // 4)
        loop = re.match(r" *for (\w+) in .*:\s*$", code)
        values = known.setdefault(event.frame, {})
        values.update(plain)
        if loop and loop[1] in values:  # an item that is equal to the one before is no change
            ends = not event.line < following.get(index, 0) <= _end_of_body(source, event.line)
            lines += [] if ends else [f"{pad}- For `{loop[1]} = {values[loop[1]]}`:"]
        elif rng.random() >= 0.33:
            lines += [f"{pad}- {told}" for told in _sentences(code, event, plain, rng)]
    return "\n".join(lines)


def _following_lines(trace: Trace) -> dict[int, int]:
    """Return the line that follows each event in its frame."""
    following: dict[int, int] = {}
    last: dict[int, int] = {}
    for index, event in enumerate(trace.events):
        if event.kind is EventKind.LINE:
            if event.frame in last:
                following[last[event.frame]] = event.line
            last[event.frame] = index
    return following


def _sentences(code: str, event: Event, plain: dict[str, str], rng: random.Random) -> Iterator[str]:
    condition = re.match(r" *(?:if|elif|while) (.*):\s*(?:#.*)?$", code)
    if condition and event.truth is not None and "`" not in condition[1]:
        yield f"`{condition[1]}` is {event.truth}, so it goes {'in' if event.truth else 'on'}."
    for name, value in plain.items():
        if re.match(rf" *{name} [-+*/%]?/?= ", code):
            yield f"`{name}` {rng.choice(('is set to', 'becomes'))} `{value}`."
    if event.printed.endswith("\n") and event.printed.count("\n") == 1 and event.printed.strip():
        yield f"It prints `{event.printed.strip()}`."


def _end_of_body(source: list[str], header: int) -> int:
    """Return the last line of what is indented below a line, by its number."""
    indent = len(source[header - 1]) - len(source[header - 1].lstrip())
    end = header
    for number in range(header + 1, len(source) + 1):
        text = source[number - 1]
        if text.strip() and len(text) - len(text.lstrip()) <= indent:
            break
        end = number
    return end


# --- changes


def _lines_that_read(trace: Trace) -> set[int]:
    """Return the lines that only read the input, or convert or index what another such line gave."""
    lines: set[int] = set()
    names: set[str] = set()
    for number, code in enumerate(trace.source.split("\n"), 1):
        target, _, rest = code.partition(" = ")
        loop = re.match(r" *for (.*?) in (.*):", code)
        if loop:
            target, rest = loop[1], loop[2]
        reads = _INPUT.search(rest) is not None
        used = set(re.findall(r"[A-Za-z_]\w*", re.sub(r"'[^']*'|\"[^\"]*\"", "", rest)))
        passes_on = bool(used & names) and (loop is not None or _PARSE.match(code) is not None)
        known = names | {
            "int",
            "float",
            "list",
            "map",
            "str",
            "tuple",
            "split",
            "iter",
            "next",
            "enumerate",
            "range",
        }
        if reads or (passes_on and used <= known):
            lines.add(number)
            names |= set(re.findall(r"[A-Za-z_]\w*", target))
    return lines


def _line_at(style: str, text: str, at: int, trace: Trace) -> int:
    """Return the line of the program that a place of an explanation is about; 0 if that is not told."""
    start = text.rfind("\n", 0, at) + 1
    line = text[start : text.find("\n", at)]
    if style == "scratchpad":
        row = re.match(r"\d+ \| (\d+) \|", line)
        return int(row[1]) if row else 0
    step = _STEP.match(text, start)
    if step:
        return int(step["line"])
    code = re.match(r"\s*- `(.*)` is (?:True|False)", line)
    name = re.match(r"\s*- `(\w+)` (?:is set to|becomes)", line)
    for number, source in enumerate(trace.source.split("\n"), 1):
        if code and code[1] in source:
            return number
        if name and re.match(rf" *{name[1]} [-+*/%]?/?= ", source):
            return number
    return 0


def _other_value(value: str, rng: random.Random) -> str:
    """Return another value of the same type."""
    number = re.fullmatch(r"-?\d+", value)
    if number:
        return str(int(value) + rng.choice((-3, -2, -1, 1, 2, 3, 10)))
    digits = [*re.finditer(r"\d+", value)]
    if digits:
        place = rng.choice(digits)
        return value[: place.start()] + str(int(place[0]) + rng.choice((1, 2, 7))) + value[place.end() :]
    if value == "[]":
        return "[1]"
    return value[0] + rng.choice("qzw") + value[1:] if value[:1] == "'" else f"[1, {value[1:]}"


def _story_end(text: str) -> int:
    return text.rindex("<output>")


def _replaced(text: str, match: re.Match[str], new: str, classes: tuple[str, ...]) -> Corrupted:
    start, end = match.span("value")
    return Corrupted(text[:start] + new + text[end:], start, start + len(new), classes)


def _matches(patterns: dict[str, str], style: str, text: str) -> list[re.Match[str]]:
    pattern = patterns.get("full" if style == "concise" else style)
    if pattern is None:
        return []
    return [*re.compile(pattern, re.MULTILINE).finditer(text, 0, _story_end(text))]


def change_value(
    style: str, text: str, trace: Trace, rng: random.Random, other: str | None
) -> Corrupted | None:
    """Change a value of a variable."""
    if style == "frames":
        return _change_frame_value(text, trace, rng)
    places = _matches(_VALUE, style, text)
    if not places:
        return None
    place = rng.choice(places)
    line = _line_at(style, text, place.start("value"), trace)
    reads = line in _lines_that_read(trace)
    if style == "scratchpad" and "(" in text[text.rfind("\n", 0, place.start()) : place.start("value")]:
        reads = (
            trace.entry_point is not None
            and f"{trace.entry_point}(" in text[place.start() - 60 : place.start("value")]
        )
        first = text.find(f"| {trace.entry_point}(")
        reads = reads and text.rfind("\n", 0, place.start()) < first <= place.start("value")
    code = trace.source.split("\n")[line - 1] if line else ""
    loop = re.match(r" *for ", code) is not None
    classes = ("wrong_input",) if reads else ("wrong_value",)
    if loop and not reads and style in ("compact", "scratchpad"):
        classes = ("wrong_value",)
    return _replaced(text, place, _other_value(place["value"], rng), classes)


def _change_frame_value(text: str, trace: Trace, rng: random.Random) -> Corrupted | None:
    places = [*re.finditer(r'<\|line_sep\|>\{[^\n]*?"\w+": "(?P<value>-?\d+|\'\w*\')"', text)]
    if not places:
        return None
    place = rng.choice(places)
    before = text.rfind("<|line_sep|>", 0, place.start())
    called = text.rfind("<|call_sep|>", 0, place.start()) > before
    if (
        before < 0
        or called
        or text.rfind("_sep|>", before + 12, place.start()) > text.find("<|frame_sep|>", before) + 13
    ):
        return None
    code = text[text.find("<|action_sep|>", before) + 14 : text.find("<|frame_sep|>", before)].strip()
    lines = [n for n, source in enumerate(trace.source.split("\n"), 1) if source.strip() == code]
    reads = bool(lines) and lines[0] in _lines_that_read(trace)
    return _replaced(
        text, place, _other_value(place["value"], rng), ("wrong_input" if reads else "wrong_value",)
    )


def flip_condition(
    style: str, text: str, trace: Trace, rng: random.Random, other: str | None
) -> Corrupted | None:
    """Turn the outcome of a condition of an `if` or a `while`."""
    source = trace.source.split("\n")
    for place in _shuffled(_matches(_TRUTH, style, text), rng):
        line = _line_at(style, text, place.start("value"), trace)
        code = source[line - 1].strip() if line else ""
        kind = re.match(r"(if|elif|while)\b", code)
        if kind is None:
            continue
        word = {"true": "false", "false": "true", "True": "False", "False": "True"}[place["value"]]
        name = "wrong_iteration_count" if kind[1] == "while" else "wrong_branch"
        return _replaced(text, place, word, (name,))
    return None


def take_other_branch(
    style: str, text: str, trace: Trace, rng: random.Random, other: str | None
) -> Corrupted | None:
    """In frames: after an `if`, go on with the first line of the other branch."""
    if style != "frames":
        return None
    source = trace.source.split("\n")
    branches = _two_way_branches(source)
    frames = [
        *re.finditer(
            r"<\|line_sep\|>(?P<told>[^\n]*?)<\|action_sep\|>(?P<value>[^\n]*)\n<\|frame_sep\|>", text
        )
    ]
    pairs = [(a, b) for a, b in pairwise(frames) if a.end() == b.start() and a["value"] in branches]
    if not pairs:
        return None
    _, following = rng.choice(pairs)
    taken = next(p for p in pairs if p[1] is following)[0]["value"]
    one, two = branches[taken]
    if following["value"] not in (one, two):
        return None
    start, end = following.span("value")
    new = two if following["value"] == one else one
    return Corrupted(text[:start] + new + text[end:], following.start(), following.end(), ("wrong_branch",))


def _two_way_branches(source: list[str]) -> dict[str, tuple[str, str]]:
    """Return the first lines of both branches of each `if` that has an `else`, where the texts are unique."""
    out: dict[str, tuple[str, str]] = {}
    for number, code in enumerate(source):
        if not re.match(r" *if .*:\s*$", code) or source.count(code) != 1:
            continue
        indent = len(code) - len(code.lstrip())
        for later in range(number + 1, len(source) - 1):
            text = source[later]
            if text.strip() and len(text) - len(text.lstrip()) <= indent:
                if text.strip() == "else:" and len(text) - len(text.lstrip()) == indent:
                    out[code] = (source[number + 1], source[later + 1])
                break
    return out


def change_count(
    style: str, text: str, trace: Trace, rng: random.Random, other: str | None
) -> Corrupted | None:
    """Leave out the last iteration of a loop, whose end is then told too early; or change its number."""
    if style in ("full", "concise"):
        places = [*re.finditer(r"iteration (?P<value>\d+)(?=: )", text)]
        if places and rng.random() < 0.5:
            place = rng.choice(places)
            return _replaced(text, place, str(int(place["value"]) + 1), ("wrong_iteration_count",))
    if style not in ("full", "compact", "concise", "scratchpad"):
        return _extra_iteration(text, rng) if style == "prose" else None
    lines = text.split("\n")
    ends = {
        "full": r"Line (\d+): the loop ends\.$",
        "compact": r"(\d+) end$",
        "scratchpad": r"\d+ \| (\d+) \|$",
    }
    head = {
        "full": r"Line {}: .*iteration \d+",
        "compact": r"{} .*->\w+$",
        "scratchpad": r"\d+ \| {} \| \w+=",
    }
    name = "full" if style == "concise" else style
    for at in _shuffled([*range(len(lines))], rng):
        end = re.match(ends[name], lines[at])
        begin = next(
            (n for n in range(at - 1, 0, -1) if end and re.match(head[name].format(end[1]), lines[n])), None
        )
        if begin is None or end is None or any(line[:1] == "(" for line in lines[begin:at]):
            continue
        source = trace.source.split("\n")[int(end[1]) - 1]
        if not re.match(r" *for ", source) or "over " in lines[begin] or "goes through" in lines[begin]:
            continue
        start = sum(len(line) + 1 for line in lines[:begin])
        changed = "\n".join([*lines[:begin], *lines[at:]])
        return Corrupted(changed, start, start + len(lines[at]), ("wrong_iteration_count",))
    return None


def _extra_iteration(text: str, rng: random.Random) -> Corrupted | None:
    """Add an iteration that is not there, after the last one of a loop over numbers."""
    heads = [*re.finditer(r"^(?P<pad> *)- For `(?P<name>\w+) = (?P<value>\d+)`:$", text, re.MULTILINE)]
    if not heads:
        return None
    names = {h["name"] for h in heads}
    name = rng.choice(sorted(names))
    most = max(int(h["value"]) for h in heads if h["name"] == name)
    last = [h for h in heads if h["name"] == name][-1]
    at = text.find("\n\n<output>")
    new = f"\n{last['pad']}- For `{name} = {most + 1}`:"
    return Corrupted(
        text[:at] + new + text[at:], at + 1, at + len(new), ("wrong_iteration_count", "wrong_value")
    )


def drop_step(style: str, text: str, trace: Trace, rng: random.Random, other: str | None) -> Corrupted | None:
    """Leave a step out. Of prose it is none that has to be told."""
    if style == "prose":
        return None
    if style == "frames":
        parts = text.split("<|frame_sep|>")
        places = [
            n
            for n in range(2, len(parts) - 3)
            if parts[n].startswith("<|line_sep|>") and parts[n] != parts[n + 1]
        ]
        if not places:
            return None
        at = rng.choice(places)
        start = sum(len(p) + 13 for p in parts[:at])
        changed = "<|frame_sep|>".join([*parts[:at], *parts[at + 1 :]])
        return Corrupted(changed, start, start + len(parts[at + 1]), ("omitted_steps",))
    lines = text[: _story_end(text)].rstrip().split("\n")
    step = re.compile(r" *(?:Line )?\d+:? " if style != "scratchpad" else r"\d+ \| \d+ \|")
    numbers = [n for n, line in enumerate(lines[:-1]) if step.match(line) and step.match(lines[n + 1])]
    places = [n for n in numbers if _rest(lines[n]) != _rest(lines[n + 1])]
    if not places:
        return None
    at = rng.choice(places)
    start = sum(len(line) + 1 for line in lines[:at])
    changed = "\n".join([*lines[:at], *lines[at + 1 :]]) + text[len("\n".join(lines)) :]
    return Corrupted(changed, start, start + len(lines[at + 1]), ("omitted_steps",))


def _rest(line: str) -> str:
    return re.sub(r"^\d+ \|", "", line)


def other_input(
    style: str, text: str, trace: Trace, rng: random.Random, other: str | None
) -> Corrupted | None:
    """Tell the run on another input."""
    if other is None or other == text:
        return None
    at = next((n for n, (a, b) in enumerate(zip(text, other, strict=False)) if a != b), 0)
    start = other.rfind("\n", 0, at) + 1
    end = max(at, other.find("\n", at))
    code = trace.source.split("\n")
    reads = _lines_that_read(trace)
    if style == "frames":
        before = other.rfind("<|action_sep|>", 0, other.rfind("<|frame_sep|>", 0, at))
        line = next(
            (n for n, s in enumerate(code, 1) if s == other[before + 14 : other.find("\n", before)]), 0
        )
        start = other.rfind("<|frame_sep|>", 0, at)
        end = other.find("<|frame_sep|>", at)
    else:
        line = _line_at(style, other, at, trace)
    called = trace.entry_point is not None and re.search(rf"{trace.entry_point}\W", other[start:end])
    if line not in reads and not called:
        return None
    return Corrupted(other, start, end, ("wrong_input",))


def change_print(
    style: str, text: str, trace: Trace, rng: random.Random, other: str | None
) -> Corrupted | None:
    """Change what is printed by a step."""
    places = [place for place in _matches(_PRINT, style, text) if place["value"].strip()]
    if not places:
        return None
    place = rng.choice(places)
    value = place["value"]
    at = rng.randrange(len(value))
    new = value[:at] + rng.choice([c for c in "0123456789x" if c != value[at]]) + value[at + 1 :]
    return _replaced(text, place, new, ("wrong_output",)) if new.strip() != value.strip() else None


def change_answer(
    style: str, text: str, trace: Trace, rng: random.Random, other: str | None
) -> Corrupted | None:
    """Change a digit or letter of the answer, as the explanation stays true."""
    at = _story_end(text) + len("<output>\n")
    places = [n for n in range(at, text.rindex("</output>")) if text[n].isalnum()]
    if not places:
        return None
    place = rng.choice(places)
    new = rng.choice([c for c in "123456789" if c != text[place]])
    changed = text[:place] + new + text[place + 1 :]
    return Corrupted(changed, _story_end(text), len(text), ("wrong_answer",))


def _shuffled(items: list, rng: random.Random) -> list:  # type: ignore[type-arg]
    return rng.sample(items, len(items))


Corrupt = Callable[[str, str, Trace, random.Random, str | None], Corrupted | None]
KINDS: dict[str, Corrupt] = {
    "value": change_value,
    "condition": flip_condition,
    "branch": take_other_branch,
    "iterations": change_count,
    "dropped step": drop_step,
    "other input": other_input,
    "print": change_print,
    "answer": change_answer,
}
