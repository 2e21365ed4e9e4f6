"""The lines that say what the lines below them are: "Sample Input 1", "**Output:** 3", "Note"."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import Enum
from functools import lru_cache

from ses_plugin.problems.text.languages import in_english

_MAX_CHARACTERS = 100
"""Longer lines are no headings; what stands behind a colon does not count."""


class HeadingKind(Enum):
    """What begins with a heading."""

    INPUT = "input"
    OUTPUT = "output"
    EXPECTED = "expected"
    """The right output, where an output beside it is what some program gave."""
    GIVEN = "given"
    """What some program gave, by name: "Your output"."""
    PAIR = "pair"
    """Input and output side by side."""
    EXAMPLES = "examples"
    """The part of the text with the examples; also each of them, "Example 1"."""
    END = "end"
    """Anything else: an explanation, a note, another section."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; `rest` stands behind its colon. `example` if it says that it is about an example.

    `column` is where a table has its inputs, right before the outputs; `loose` if nothing but blanks is
    between the names of its columns, as in the text of a PDF.
    """

    kind: HeadingKind
    rest: str = ""
    example: bool = False
    column: int = 0
    loose: bool = False


# In what follows blanks are single, and there is none at the ends.
_EXAMPLE = r"(?:samples?|examples?|test\ ?cases?|tests?|cases?|demo)"
_NUMBER = r"(?:\ ?[#№(\[]?\ ?\d{1,3}[)\]]?)"
_INPUT, _OUTPUT = r"(?:(?:std|standard\ )?in(?:put)?)", r"(?:(?:std|standard\ )?out(?:put)?)"
_FLAGS = re.IGNORECASE | re.VERBOSE
_PART = re.compile(
    rf"""
    (?P<before> (?:for\ )? {_EXAMPLE} {_NUMBER}? [.:]? \ )?
    (?:
        (?P<expected> (?:expected|correct) (?:\ (?:output|answer|result))? )
      | (?P<input> {_INPUT} )
      | (?P<output> {_OUTPUT} )
    ) s?
    (?P<about> \ (?:format|specification|description|data|file|constraints) )?
    (?P<after> \ ? (?:for\ )? (?:the\ )? {_EXAMPLE} (?:\ input)? )?
    (?P<number> {_NUMBER} )?
    (?:\ for\ custom\ testing)?
    (?P<note> \ \( [^()]+ \) )?
    """,
    _FLAGS,
)
_PAIR = re.compile(
    rf"""
    (?: (?:{_EXAMPLE}|case|nr|no|num(?:ber)?|id|№|\#) \.? \ ?\|\ ? )?  # a column before them, with numbers
    (?:{_EXAMPLE}\ )? {_INPUT} {_NUMBER}? (?:copy)?
    (?: \ ?[|,/&]\ ? | \ and\  | \  )
    (?:(?:{_EXAMPLE}|expected)\ )? {_OUTPUT} {_NUMBER}?
    (?: \ ?\| \ ?[^|]{{1,30}} )?  # a third column, with explanations
    """,
    _FLAGS,
)
_EXAMPLES = re.compile(
    rf"""
    (?: (?:here\ (?:is|are)\ )? (?:an?\ |some\ |the\ )? | for\  )? (?:public\ |sample\ )?
    (?:
        (?:samples?|examples?|demo)
        (?:\ (?: tests? | (?:test\ )?cases? | i/o | inputs?(?:/|\ and\ )outputs? ))?
      | (?:public|sample)\ tests?
      | test (?: \ ?cases? | s?(?=\ ?[#\d]) )
    )
    {_NUMBER}?
    """,
    _FLAGS,
)
_END = re.compile(
    rf"""
    (?:
        (?:sample\ |example\ )?explanations? | notes? | remarks? | constraints? | limits? | limitations?
      | scoring | subtasks? | hints? | follow[ -]?up | source | tags | problem | task | (?:time|memory)\ limit
      | your\ (?:task|code|solution) | interaction | format | solution | starter\ code | template | answer
      | requirements? | instructions? | stderr | function\ signature | difficulty | recommend(?:ed)?
      | added\ by | (?:problem\ )?author(?:\ .{{1,40}})?
    )
    {_NUMBER}? (?:\ (?:for|of|to)\ .{{1,60}})? (?: \ \( [^()]+ \) )?
    """,
    _FLAGS,
)
_GIVEN = re.compile(
    r"(?: (?:your|my|actual|wrong)\ (?:output|answer|result) | got ) (?:\ \([^()]+\))?", _FLAGS
)
_FILE = re.compile(r"[\w-]{1,30}\.(?:(?P<input>in)|ans|out)")
_MARKDOWN = re.compile(r"#{1,6} +[A-Z*\[].*|-{3,}|\*\*[^*]+\*\*:?")
_LIST_MARK = re.compile(r"\d{1,2}[.)]\s")
_BETWEEN_COLUMNS = re.compile(r"[|\t,/&]| and ", re.IGNORECASE)
_COPY = re.compile(r"\ ?(?:copy|复制|複製|복사|コピー|скопировать)$", re.IGNORECASE)
"""A button behind a heading: "InputCopy", "输入 #1复制", "예제 입력 1 복사"."""

_DEBRIS = (
    "copy",
    "copied!",
    "content_copy",
    "save_alt",
    "|",
    "复制",
    "複製",
    "복사",
    "コピー",
    "скопировать",
)
_STREAMS = ("(stdin)", "(stdout)")


def parse_heading(line: str) -> Heading | None:
    """Return the heading that `line` is, None if it is something else."""
    return _short(line) if len(line) <= 2 * _MAX_CHARACTERS else _heading(line)


def _heading(line: str) -> Heading | None:
    line = line.strip()
    before, colon, rest = line.replace("：", ":").partition(":")
    if not line or len(before) > _MAX_CHARACTERS:
        return None
    before = _LIST_MARK.sub("", before)
    found = _named(_words(before), bool(colon), _behind(before, rest))
    if found is not None and found.kind is HeadingKind.PAIR:
        return replace(found, column=_column(line), loose=_BETWEEN_COLUMNS.search(line) is None)
    if found is None and (_MARKDOWN.fullmatch(line) and len(line) <= _MAX_CHARACTERS):
        return Heading(HeadingKind.END)
    return found


def _words(before: str) -> str:
    """Return what stands before a colon in English, with single blanks and without the signs around it."""
    columns = before.strip("#*_=•·|>-` \t").split("\t")
    return " | ".join(in_english(_COPY.sub("", " ".join(column.split()))) for column in columns)


def _column(line: str) -> int:
    """Return which column of a table's header, from 0, is the one before the outputs."""
    cells = re.split(r"[|\t]", line.strip("|"))
    names = [in_english(cell.strip("*_` ")).lower() for cell in cells]
    return next((place - 1 for place, name in enumerate(names[1:], 1) if "out" in name), 0)


_short = lru_cache(maxsize=4096)(_heading)
"""Each line of a text is asked about several times."""


def is_debris(line: str) -> bool:
    """Return whether `line` is what a page's button or a table's border leaves in text that was copied."""
    return line.strip().lower() in _DEBRIS


def _behind(before: str, rest: str) -> str:
    """Return what is behind the colon, less the signs that end the heading and those about all of it."""
    if before.lstrip("#>|- \t").startswith(("*", "_")):
        rest = re.sub(r"^\s*[*_]{1,3}", "", rest)
    return unquoted(rest)


def unquoted(text: str) -> str:
    """Return `text` without blanks around it, and without backticks about all of it."""
    text = text.strip()
    quoted = len(text) > 2 and text[0] == text[-1] == "`" and text.count("`") == 2
    return text[1:-1] if quoted else text


def _named(words: str, colon: bool, rest: str) -> Heading | None:
    if match := _PART.fullmatch(words):
        return _part(match, colon, rest)
    if _PAIR.fullmatch(words):
        return Heading(HeadingKind.PAIR, example=True)
    if _EXAMPLES.fullmatch(words):
        return _labelled(rest) or Heading(HeadingKind.EXAMPLES, rest, example=True)
    if file := _FILE.fullmatch(words):
        return Heading(HeadingKind.INPUT if file["input"] else HeadingKind.OUTPUT, rest, example=True)
    if _GIVEN.fullmatch(words):
        return Heading(HeadingKind.GIVEN)
    return Heading(HeadingKind.END) if _END.fullmatch(words) else None


def _labelled(rest: str) -> Heading | None:
    """Return what "Example 1:" says about its own line: "Input: 3"."""
    before, colon, behind = rest.partition(":")
    match = _PART.fullmatch(_words(before)) if len(before) <= _MAX_CHARACTERS else None
    found = _part(match, bool(colon), _behind(before, behind)) if match else None
    return (
        replace(found, example=True)
        if found and found.kind in (HeadingKind.INPUT, HeadingKind.OUTPUT)
        else None
    )


def _part(match: re.Match[str], colon: bool, rest: str) -> Heading | None:
    word = match["input"] or match["output"] or match["expected"]
    if word.lower() in ("in", "out") and not colon:  # a word of any text
        return None
    if match["about"] or (match["note"] and match["note"].strip().lower() not in _STREAMS):
        return Heading(HeadingKind.END)
    kind = (
        HeadingKind.INPUT
        if match["input"]
        else HeadingKind.OUTPUT
        if match["output"]
        else HeadingKind.EXPECTED
    )
    return Heading(kind, rest, bool(match["before"] or match["after"] or match["number"]))
