"""What a text claims about a run: found by its wording, in our narrations and in those of models."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

MOST_CHARACTERS = 200_000
"""Of a longer text only the beginning is read."""


INSIDE = -1
"""The number of a claim about a condition that is a part of an expression."""


class ClaimKind(StrEnum):
    """What a claim is about."""

    VALUE = "value"
    CHANGE = "change"
    COURSE = "course"
    SUM = "sum"
    CONDITION = "condition"
    ITEM = "item"
    PRINTED = "printed"
    LINES = "lines"
    CALL = "call"
    CALLS = "calls"
    RETURN = "return"
    RAISED = "raised"
    LOOP = "loop"
    ITERATIONS = "iterations"
    STEPS = "steps"
    CODE = "code"
    OUTPUT = "output"


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim, with its place in the text.

    `subject` is the variable, expression, function or loop that it is about, `values` what is said of it,
    `number` a count. `within` is the claim of a summary ("iterations 4 to 9 …") that this one belongs to.
    """

    kind: ClaimKind
    start: int
    end: int
    subject: str = ""
    values: tuple[str, ...] = ()
    number: int = 0
    within: Claim | None = None


_NAME = r"(?:`(?P<code>[^`\n]+)`|(?<![\w.`'\"])(?P<bare>[A-Za-z_][\w.]*(?:\[\w+\])?))"
_STRING = re.compile(r"[bB]?(?:'(?:[^'\\\n]|\\.)*'|\"(?:[^\"\\\n]|\\.)*\")")
_WORD = re.compile(r"[-+]?(?:[\w.…]|(?<=[\de])[+-](?=\d))+")
_NO_VALUE = "called|appended|added|not|the|a|left|defined|imported|deleted"
"""Words after "is" that begin no value."""

_WORDS = frozenset({"None", "True", "False", "nan", "inf"})
"""Values that look like names."""

_GENERAL_BEFORE = re.compile(
    r"\b(?:if|whether|when|whenever|unless|until|while)\b[^.,;:()\n]*$", re.IGNORECASE
)
_GENERAL_SENTENCE = re.compile(
    r"(?:^|[.!?:]\s|\n)[ \t]*(?:[-*•]|\d+[.)])?[ \t]*"
    r"(?:If|Otherwise|Whenever|Unless|Each|(?:For|In) (?:each|every|any))\b(?:(?![.!?]\s)[^\n])*$"
)
_GENERAL_AFTER = re.compile(r"[`'\")]*,? (?:if|whenever|when|unless|otherwise|or)\b")
"""Words around what a program does in general, or might do: no claim about this run."""
_GOES_ON = re.compile(
    r"[ \t]*(?:[-+*/%^&|]|//|\*\*|<<|>>|[<>]=?|[!=]=)[ \t]?(?=[\w(\[`'\"])"
    r"| (?:more|less|fewer|greater|smaller|larger|higher|lower)\b"
    r"| (?:plus|minus|times|divided|multiplied|modulo|mod|of)\b"
)
_GOES_BEFORE = re.compile(r"(?:\b(?:in|not|and|or|if|else)|[-+*/%&|^~<>=]) $")
"""What stands before a bare name that is only a part of an expression: `1 in best is false`."""
_COUNTED = re.compile(r" (?!(?:as|is|was|this)\b)[a-z]+s\b")
"""What follows a value that is only a part of what is said: `3 + 4`, 3 more than that, 3 characters."""
_MOST_BEFORE = 300
_RUN_KINDS = frozenset(
    {
        ClaimKind.VALUE,
        ClaimKind.CHANGE,
        ClaimKind.COURSE,
        ClaimKind.CONDITION,
        ClaimKind.ITEM,
        ClaimKind.PRINTED,
        ClaimKind.RETURN,
        ClaimKind.RAISED,
    }
)

_OPEN, _CLOSE = "([{<", ")]}>"
_MOST_VALUE = 2_000
_SENTENCE_END = re.compile(r"\.(?=\s|$)|\n")
_MASKED = re.compile(r"`[^`\n]*`|(?<=[\s\[({=])(?:'(?:[^'\\\n]|\\.)*'|\"(?:[^\"\\\n]|\\.)*\")")


def scan_expression(text: str, at: int) -> tuple[str, int] | None:
    """Return the value that begins at a place in a text, and where it ends; None if there is none."""
    quoted = re.compile(r"`([^`\n]+)`").match(text, at)
    if quoted:
        return quoted[1], quoted.end()
    string = _STRING.match(text, at)
    if string:
        return string[0], string.end()
    word = _WORD.match(text, at)
    if word and text[word.end() : word.end() + 1] not in ("(", "["):
        found = word[0].rstrip(".")
        return (found, at + len(found)) if found else None
    end = _balanced(text, word.end() if word else at)
    return (text[at:end], end) if end else None


def _balanced(text: str, at: int) -> int:
    """Return the end of what begins with a bracket, or 0."""
    depth, place = 0, at
    if text[at : at + 1] not in tuple(_OPEN):
        return 0
    while place < min(len(text), at + _MOST_VALUE):
        string = _STRING.match(text, place)
        if string:
            place = string.end()
            continue
        character = text[place]
        if character == "\n":
            return 0
        depth += (character in _OPEN) - (character in _CLOSE)
        place += 1
        if depth == 0:
            return place
    return 0


def find_claims(text: str) -> list[Claim]:
    """Return the claims of a text, in their order."""
    text = text[:MOST_CHARACTERS]
    quoted = {place for match in _MASKED.finditer(text) for place in range(match.start() + 1, match.end())}
    found = [
        claim for pattern, make in _PATTERNS for match in pattern.finditer(text) for claim in make(match)
    ]
    masked = _MASKED.sub(lambda match: "x" * len(match[0]), text)
    found = [c for c in found if c.start not in quoted and not _is_general(c, text, masked)]
    found.sort(key=lambda claim: (claim.start, -claim.end))
    return list(_placed(_without_overlap(found), text))


def _is_general(claim: Claim, text: str, masked: str) -> bool:
    """Return whether the words around a claim say that it is none about what happened in this run."""
    if claim.kind not in _RUN_KINDS:
        return False
    before = masked[max(0, claim.start - _MOST_BEFORE) : claim.start]
    if any(pattern.search(before) for pattern in (_GENERAL_BEFORE, _GENERAL_SENTENCE)):
        return True
    if _GENERAL_AFTER.match(text, claim.end):
        return True
    if text[claim.start] != "`" and _GOES_BEFORE.search(before):
        return True
    counted = claim.values and claim.values[-1].isdecimal() and _COUNTED.match(text, claim.end)
    return bool(counted) or _GOES_ON.match(text, claim.end) is not None


def _without_overlap(found: list[Claim]) -> Iterator[Claim]:
    """Leave out what lies inside of the value of another claim, or says the same."""
    end = -1
    for claim in found:
        if claim.start >= end:
            yield claim
            end = max(end, claim.end)


def _placed(found: Iterator[Claim], text: str) -> Iterator[Claim]:
    """Put the claims of a summary's sentence within it."""
    masked = _MASKED.sub(lambda match: "x" * len(match[0]), text)
    summary: Claim | None = None
    end = 0
    for each in found:
        claim = each
        if claim.kind in (ClaimKind.ITERATIONS, ClaimKind.STEPS):
            stop = _SENTENCE_END.search(masked, claim.end)
            summary, end = claim, stop.start() if stop else len(text)
            if not claim.values:  # told in detail: only what stands in brackets is about its beginning
                end = masked.find(")", claim.end) if masked.startswith(" (", claim.end) else claim.end
        elif summary is not None and claim.start < end:
            claim = replace(claim, within=summary)
        yield claim


def _subject(match: re.Match[str]) -> str:
    return match["code"] or match["bare"]


def _change(match: re.Match[str]) -> Iterator[Claim]:
    """`x` becomes 3[, then 4 …][, which is 1 + 2]."""
    text, end = match.string, match.end()
    values: list[str] = []
    while found := scan_expression(text, end):
        if values and found[0].isidentifier() and found[0] not in _WORDS:
            end -= len(", then ")  # a new sentence: "x becomes 3, then y becomes 4"
            break
        values.append(found[0])
        end = found[1]
        if not text.startswith(", then ", end):
            break
        end += len(", then ")
    if not values:
        return
    yield Claim(ClaimKind.CHANGE, match.start(), end, _subject(match), tuple(values))
    reason = re.compile(r", which is (?!`)([^`\n]*?)(?=\.\s|\.$|, so `|; )", re.MULTILINE).match(text, end)
    if reason:
        yield Claim(ClaimKind.SUM, end, reason.end(), reason[1], (values[0],))


def _value(match: re.Match[str]) -> Iterator[Claim]:
    found = scan_expression(match.string, match.end())
    if found is None:
        return
    kind = ClaimKind.CONDITION if found[0] in ("true", "false") else ClaimKind.VALUE
    inside = match.string.endswith(", as ", 0, match.start())
    yield Claim(kind, match.start(), found[1], _subject(match), (found[0],), INSIDE if inside else 0)


def _line_condition(match: re.Match[str]) -> Iterator[Claim]:
    number = int(match["line"])
    yield Claim(ClaimKind.CONDITION, match.start(), match.end(), values=(match["truth"],), number=number)


def _course(match: re.Match[str]) -> Iterator[Claim]:
    """`x` changes 9 times, from 1 to 10; x goes from 1 to 10."""
    text, end = match.string, match.end()
    values: list[str] = []
    if match["times"] and not match["comma"]:
        yield Claim(ClaimKind.COURSE, match.start(), end, _subject(match), (), int(match["times"]))
        return
    if text.startswith("from ", end):
        found = scan_expression(text, end + len("from "))
        if found is None:
            return
        values.append(found[0])
        end = found[1] + 1
    last = scan_expression(text, end + len("to ")) if text.startswith("to ", end) else None
    if last is not None:
        times = int(match["times"] or 0)
        yield Claim(ClaimKind.COURSE, match.start(), last[1], _subject(match), (*values, last[0]), times)


def _item(match: re.Match[str]) -> Iterator[Claim]:
    """Yield a claim about what stands before the words: the nearest value that ends there."""
    text, end = match.string, match.start()
    for start in range(end - 1, max(-1, end - _MOST_VALUE), -1):
        if start and not text[start - 1].isspace():
            continue
        found = scan_expression(text, start)
        if found and found[1] == end:
            if text[start] != "`" and _is_word(found[0]):
                return
            yield Claim(ClaimKind.ITEM, start, match.end(), match["name"], (found[0],))
            return


def _printed(match: re.Match[str]) -> Iterator[Claim]:
    if match["empty"]:
        yield Claim(ClaimKind.PRINTED, match.start(), match.end(), values=("",))
        return
    text, end = match.string, match.end()
    if match["lines"]:
        values, end = _lines(text, end)
        some = "ends" if match["from"] else "all"
        yield Claim(ClaimKind.LINES, match.start(), end, some, tuple(values), int(match["lines"]))
        return
    found = scan_expression(text, end)
    if found and (text[end] == "`" or not _is_word(found[0])):
        quoted = found[0] if text[end] == "`" else _unquoted(found[0])
        ended = "" if text.startswith(", with no line break", found[1]) else "\n"
        yield Claim(ClaimKind.PRINTED, match.start(), found[1], ended, (quoted,))


def _is_word(said: str) -> bool:
    """Return whether what stands where a value could is a word of the sentence."""
    return said.isidentifier() and said not in _WORDS


def _lines(text: str, at: int) -> tuple[list[str], int]:
    """Return the lines that are quoted from a place on, and where they end."""
    out, end = [], at
    while found := scan_expression(text, at):
        out.append(found[0] if text[at] == "`" else _unquoted(found[0]))
        end = found[1]
        joint = re.compile(r"(?:, | and | to )(?=[`'\"])").match(text, end)
        if not joint:
            break
        at = joint.end()
    return out, end


def _unquoted(text: str) -> str:
    return text[1:-1] if text[:1] in ("'", '"') else text


def _call(match: re.Match[str]) -> Iterator[Claim]:
    """`f` is called with `a` = 1 and `b` = 2."""
    end, given = match.end(), []
    argument = re.compile(r"(?:, | and )?`([^`\n]+)` = ")
    while part := argument.match(match.string, end):
        found = scan_expression(match.string, part.end())
        if found is None:
            break
        given += [part[1], found[0]]
        end = found[1]
    yield Claim(ClaimKind.CALL, match.start(), end, match["name"], tuple(given))


def _returned(match: re.Match[str]) -> Iterator[Claim]:
    found = scan_expression(match.string, match.end())
    if found:
        yield Claim(ClaimKind.RETURN, match.start(), found[1], match["name"] or "", (match["way"], found[0]))


def _raised(match: re.Match[str]) -> Iterator[Claim]:
    yield Claim(ClaimKind.RAISED, match.start(), match.end(), values=(match["error"],))


def _count(kind: ClaimKind) -> Callable[[re.Match[str]], Iterator[Claim]]:
    def make(match: re.Match[str]) -> Iterator[Claim]:
        number = int(match["number"] or 0)
        yield Claim(kind, match.start(), match.end(), match["name"], number=number)

    return make


def _iterations(match: re.Match[str]) -> Iterator[Claim]:
    first = int(match["first"])
    summed = ("summary",) if match["last"] or match["way"] else ()
    last = int(match["last"] or first)
    yield Claim(ClaimKind.ITERATIONS, match.start(), match.end(), str(first), summed, last)


def _steps(match: re.Match[str]) -> Iterator[Claim]:
    yield Claim(ClaimKind.STEPS, match.start(), match.end(), values=("summary",), number=int(match["number"]))


def _code(match: re.Match[str]) -> Iterator[Claim]:
    yield Claim(ClaimKind.CODE, match.start(), match.end(), match["said"])


_PATTERNS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Iterator[Claim]]], ...] = tuple(
    (re.compile(pattern), make)
    for pattern, make in (
        (rf"{_NAME} (?:becomes|is set to|is now|is updated to) ", _change),
        (
            rf"{_NAME} (?:is|equals|stays|=|==) (?=[-+\w.'\"\[({{<`])(?!(?:{_NO_VALUE})\b)",
            _value,
        ),
        (r"[Tt]he condition of line (?P<line>\d+) is (?P<truth>true|false)", _line_condition),
        (
            rf"{_NAME} (?:changes (?P<times>\d+) times(?P<comma>, (?=from |to ))?|(?P<goes>goes) (?=from ))",
            _course,
        ),
        (r" is (?:appended|added) to `(?P<name>[^`\n]+)`", _item),
        (
            r"[Pp]rints (?:(?P<empty>an empty line)|(?P<lines>\d+) lines(?:: |(?P<from>, from ))"
            r"|(?=[`'\"\w-]))",
            _printed,
        ),
        (r"`(?P<name>[^`\n]+)`(?: is|,) called with ", _call),
        (r"`(?P<name>[^`\n]+)` is called (?P<number>\d+) times?", _count(ClaimKind.CALLS)),
        (r"(?:`(?P<name>[^`\n]+)` )?(?P<way>returns|yields) ", _returned),
        (r"(?:raises|exception|caught:) (?P<error>[A-Z]\w*(?:: [^\n]*?)?)(?=\.\s|\.$|,$)", _raised),
        (
            r"[Tt]he loop `(?P<name>[^`\n]+)` (?:runs (?P<number>\d+) times?|does not run at all)",
            _count(ClaimKind.LOOP),
        ),
        (
            r"Iterations? (?P<first>\d+)(?: (?:to|and) (?P<last>\d+))?(?P<way> goes like| follows)?",
            _iterations,
        ),
        (r"(?P<number>\d+) more steps? follows?", _steps),
        (r"(?:[Tt]he loop|, from|, which is|by|[Aa]fter|[Tt]he pattern) `(?P<said>[^`\n]+)`", _code),
    )
)
