"""Explanations in our own styles as claims, step by step; the wording is known here once more.

What is read here is not what made it (`wording`): a mistake there must not be one here.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that a step says: `kind` is what, `name` and `value` of what; `start` and `end` its place."""

    kind: str
    name: str
    value: str
    start: int
    end: int
    truth: str = ""


@dataclass(slots=True)
class SaidStep:
    """What is said of one step; `skipped` are steps that are summed up instead."""

    line: int
    begins: bool
    start: int
    end: int
    said: list[Said] = field(default_factory=list)
    skipped: int = 0
    sums_up: bool = False
    defined: bool = False
    depth: int = 0
    """By how much it is indented: the calls that it is in."""
    short: bool = False
    """Whether it is a line of the style for small models."""


_STEP = re.compile(r" *(?:(?P<back>Back in l)|L)ine (?P<line>\d+)(?:: |:$)")
_SHORT_STEP = re.compile(r"(?P<line>\d+)(?P<back>\+?) ")
_EQUALS = re.compile(r"(?<![-+*/%&|^@=!<>:])=(?!=)")
_COUNTS = re.compile(
    r"(?P<name>.+?)(?P<none> has the value None, which)? counts as (?P<truth>true|false)", re.DOTALL
)
_SUM = re.compile(
    r" *\((?:(?P<count>\d+) more (?P<what>steps?|sentences)|The rest of a call)"
    r"(?:; after them (?P<facts>.*))?\.\)$"
)
_DEFINED = re.compile(r" *`.*` (?:is|are) defined\.$")
_FULL = tuple(
    (kind, re.compile(pattern, re.DOTALL))
    for kind, pattern in (
        ("becomes", r"(?:so )?`(?P<name>[^`]+)` becomes (?P<value>.*)"),
        ("whole", r"the comprehension gives (?P<value>.*?)(?:, which is (?P<truth>true|false))?"),
        ("whole", r"so `(?P<name>[^`]+)` is (?P<value>.*)"),
        ("takes", r"iteration (?P<truth>\d+): (?P<value>.*)"),
        ("item", r"next item: (?P<value>.*)"),
        ("does", r"`(?P<value>[^`]+)` is done"),
        ("prints", r"it prints (?P<value>.*)"),
        ("resumed", r"`(?P<name>[^`]+)` goes on"),
        ("called", r"`(?P<name>[^`]+)` is called(?: with (?P<value>.*))?"),
        ("raises", r"`(?P<name>[^`]+)` is left by (?P<value>.*)"),
        ("returns", r"`(?P<name>[^`]+)` returns (?P<value>.*)"),
        ("yields", r"`(?P<name>[^`]+)` yields (?P<value>.*)"),
        ("raise", r"it raises (?P<value>.*)"),
        ("except", r"`except(?: (?P<value>[^`]+))?` catches it"),
        ("break", r"`break` leaves the loop"),
        ("continue", r"`continue` goes back to the head of the loop"),
        ("end", r"the loop ends"),
        ("def", r"`(?P<value>[^`]+)` is defined"),
        ("class", r"the body of `(?P<value>[^`]+)` runs"),
        ("import", r"`(?P<value>[^`]+)` is imported"),
        ("del", r"`(?P<value>[^`]+)` is deleted"),
        ("case", r"the case `(?P<value>[^`]+)` matches"),
        ("try", r"`try` begins"),
        ("with", r"`with (?P<value>[^`]+)` begins"),
        ("exit", r"the `with` block ends"),
        ("match", r"`match (?P<value>[^`]+)` begins"),
        ("over", r"it goes through (?P<value>.*)"),
        ("pass", r"nothing changes"),
    )
)
_SHORT = tuple(
    (kind, re.compile(pattern, re.DOTALL))
    for kind, pattern in (
        ("whole", r"so (?P<value>.+) (?P<truth>true|false)"),
        ("whole", r"so (?P<value>.*)"),
        ("prints", r"print (?P<value>.*)"),
        ("resumed", r"resume (?P<name>.*)"),
        ("raises", r"leave (?P<value>.*)"),
        ("returns", r"return (?P<value>.*)"),
        ("yields", r"yield (?P<value>.*)"),
        ("raise", r"raise (?P<value>.*)"),
        ("except", r"except(?: (?P<value>.*))?"),
        ("def", r"def (?P<value>.*)"),
        ("class", r"class (?P<value>.*)"),
        ("import", r"import (?P<value>.*)"),
        ("del", r"del (?P<value>.*)"),
        ("case", r"case (?P<value>.*)"),
        ("with", r"with (?P<value>.*)"),
        ("match", r"match (?P<value>.*)"),
        ("over", r"over (?P<value>.*)"),
        ("break", r"break"),
        ("continue", r"continue"),
        ("end", r"end"),
        ("try", r"try"),
        ("exit", r"exit"),
        ("pass", r"pass"),
    )
)


def is_ours(text: str) -> bool:
    """Return whether a text is in the form of one of our styles: each line begins with that of a step."""
    lines = [line for line in _story(text).split("\n") if line.strip()]
    if lines and all(map(_SHORT_STEP.match, lines)):
        return True
    ours = sum(bool(_STEP.match(line) or _SUM.match(line) or _DEFINED.match(line)) for line in lines)
    return (
        len(lines) > 0
        and bool(_STEP.match(lines[-1]) or _SUM.match(lines[-1]) or ours > 1)
        and ours >= len(lines) / 2
    )


def _story(text: str) -> str:
    """Return an explanation without its answer, and without the sentence that leads to it."""
    at = text.lower().rfind("<output>")
    story = text if at < 0 else text[:at]
    lead = re.search(r"\n\n(?:So the|The run ends)[^\n]*\n?$", story)
    return story[: lead.start()] if lead else story


def read_steps(text: str) -> Iterator[SaidStep]:
    """Yield the steps that an explanation tells. A line that is none of a step has the number -1."""
    at = 0
    for line in _story(text).split("\n"):
        start, at = at, at + len(line) + 1
        if not line.strip():
            continue
        total = _SUM.match(line)
        if total:
            count = int(total["count"] or 0) if total["what"] != "sentences" else -1
            yield SaidStep(0, True, start, at - 1, skipped=count, sums_up=True)
        elif _DEFINED.match(line):
            yield SaidStep(0, True, start, at - 1, defined=True, sums_up=True)
        else:
            yield _step(line, start)


def _step(line: str, start: int) -> SaidStep:
    full = _STEP.match(line)
    head = full or _SHORT_STEP.match(line)
    if head is None:
        return SaidStep(-1, True, start, start + len(line))
    step = SaidStep(int(head["line"]), not head["back"], start, start + len(line), short=full is None)
    step.depth = (len(line) - len(line.lstrip())) // 2
    body = line[head.end() :]
    body = body.removesuffix(".") if full else body
    at = start + head.end()
    joints = {"; ": 0, ", so ": 3} if full else {";": 0}
    for offset, part in split(body, joints):
        step.said += _read(part, at + offset, full is not None)
    return step


def split(text: str, joints: Mapping[str, int]) -> Iterator[tuple[int, str]]:
    """Yield the parts of a text between joints that are in no quotes or brackets, with their places.

    The number of a joint says how many of its last characters belong to the part after it.
    """
    begin = at = depth = 0
    if not any(joint in text for joint in joints):
        at = len(text)
    while at < len(text):
        character = text[at]
        if character in "'\"`" and (end := _closed(text, at)):
            at = end
            continue
        depth += (character in "([{") - (character in ")]}")
        joint = next((joint for joint in joints if text.startswith(joint, at)), "") if depth <= 0 else ""
        if joint:
            yield begin, text[begin:at]
            begin = at + len(joint) - joints[joint]
            at += len(joint)
        else:
            at += 1
    yield begin, text[begin:]


def _closed(text: str, at: int) -> int:
    """Return where what is quoted from a place on ends; 0 if it does not."""
    mark, place = text[at], at + 1
    while place < len(text):
        if text[place] == "\\" and mark != "`":
            place += 2
            continue
        if text[place] == mark:
            return place + 1
        place += 1
    return 0


def _read(part: str, start: int, full: bool) -> Iterator[Said]:
    if full:
        yield _read_one(part, start, full)
        return
    (_, value), *names = split(part, {"->": 0})
    computed = value.startswith("so ") or _equals(value) > 0 or value.endswith((" true", " false"))
    if computed or not names:
        yield _read_one(value, start, full)
    for at, name in names:
        yield Said("becomes", name, "" if computed else value, start + at, start + at + len(name))


def _read_one(part: str, start: int, full: bool) -> Said:
    end = start + len(part)
    for kind, pattern in _FULL if full else _SHORT:
        match = pattern.fullmatch(part)
        if match:
            found = match.groupdict()
            name, value, truth = (found.get(key) or "" for key in ("name", "value", "truth"))
            return Said(kind, name, value, start, end, truth)
    return _fact(part, start, end) if full else _equation(part, start, end)


def _fact(part: str, start: int, end: int) -> Said:
    """Read "3 > 2 is true", "xs is [], which is false", "m has the value None, which counts as false"."""
    counts = _COUNTS.fullmatch(part)
    if counts:
        name = counts["name"]
        return Said("fact", name, "None" if counts["none"] else name, start, end, counts["truth"])
    body, truth = part, ""
    for word in ("true", "false"):
        if part.endswith(f", which is {word}"):
            body, truth = part.removesuffix(f", which is {word}"), word
    *_, (at, value) = split(body, {" is ": 0})
    if not at:
        return Said("unread", "", part, start, end)
    name = body[: at - len(" is ")]
    return Said("fact", name[1:-1] if _is_quoted(name) else name, value, start, end, truth)


def _is_quoted(text: str) -> bool:
    return len(text) > 2 and text[0] == text[-1] == "`" and "`" not in text[1:-1]


def _equation(part: str, start: int, end: int) -> Said:
    """Read "3>2 true", "3+4=7", "xs=[] false", "f(n=3)"."""
    body, truth = part, ""
    for word in ("true", "false"):
        if part.endswith(f" {word}"):
            body, truth = part.removesuffix(f" {word}"), word
    at = _equals(body)
    if at:
        return Said("fact", body[:at], body[at + 1 :], start, end, truth)
    return Said("fact", body, truth, start, end) if truth else Said("called or does", body, body, start, end)


def _equals(text: str) -> int:
    """Return where the first `=` is that is in no quotes, brackets or operators; 0 if there is none."""
    places = (offset - 1 for offset, _ in split(text, {"=": 0}) if offset)
    return next((at for at in places if _EQUALS.match(text, at)), 0)


def literal(text: str) -> str:
    """Return what a quoted text stands for: between backticks or as a literal, else as it is."""
    if text[:1] == text[-1:] == "`" and len(text) > 1:
        return text[1:-1]
    if text[:1] in ("'", '"'):
        try:
            value = ast.literal_eval(text)
        except (SyntaxError, ValueError, MemoryError, RecursionError):
            return text
        return value if isinstance(value, str) else text
    return text


def pairs(text: str, joint: str, equals: str) -> list[tuple[str, str]]:
    """Return the names and values of a list: "`a` is 1 and `b` is 2"."""
    out = []
    for _, part in split(text, {joint: 0}):
        name, _, value = part.strip().removeprefix("and ").strip().partition(equals)
        out.append((name.strip("`"), value.strip()))
    return out
