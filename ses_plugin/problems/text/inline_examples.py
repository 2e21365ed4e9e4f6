"""Find a program's examples in a sentence or a line: "given 3 it prints 6", "3 -> 6", `echo 3 | ./a.py`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ses_plugin.problems.text.headings import HeadingKind, parse_heading
from ses_plugin.problems.text.io_examples import IOExample
from ses_plugin.problems.text.markup import Piece, TextLine
from ses_plugin.problems.text.tables import has_stdin_table

_MAX_CHARACTERS = 2000
_MAX_LINES = 2000
_PROGRAM = re.compile(
    r"\b(?:program|script|stdin|standard input|reads?|input\(\)|console|print(?:s|ed)?)\b", re.IGNORECASE
)
# An input or output in a sentence: `1 2` in backticks, "abc" in quotation marks, or numbers: 1, 2.5
_VALUE = (
    r"(?:`(?P<{0}_code>[^`\n]{{1,200}})`|\"(?P<{0}_text>[^\"\n]{{1,200}})\""
    r"|(?P<{0}_number>-?\d+(?:\.\d+)?(?:,?[ ]-?\d+(?:\.\d+)?)*))"
)
_SENTENCE = re.compile(
    rf"""
    \b (?: given | for | with | if | when | enter(?:s|ing|ed)? | typ(?:e|es|ing|ed)  # "When I type
       | input (?:\ (?:of|is|was))? | reads? | fed | gets | receives )
    # not a rule: "for more than 5 it prints 6"
    \b (?! [^.\n`"\d-]{{0,30}}? \b (?:than|most|least|to|below|above|over|under|between|up) \b )
    [^.\n`"\d-]{{0,30}}? [ ] {_VALUE.format("given")}                                # the numbers 3 4
    (?! [\w.]*\w ) [^.\n`"\d]{{0,40}}?                                               # the program
    \b (?: prints | (?:should|must|will|would|to)\ (?:print|output|show|display|write|give|be) | outputs
       | output\ (?:should\ be|is|must\ be) | shows | displays | writes | gives | i\ get | i\ see ) :? [ ]
    (?: out\ | me\ | you\ | back\ )? {_VALUE.format("right")}                        # prints out 7."
    (?! [\w.]*\w | [ ]*(?:times|numbers|lines|words|%)\b )                           # not "prints 3 lines"
    """,
    re.IGNORECASE | re.VERBOSE,
)
# "3 -> 6", "- `3 4` → `7`", "1. abc => cba"
_ARROW = re.compile(
    r"\s*(?:[-*•]\s+|\d{1,2}[.)]\s+)?(?P<given>[^\n]{1,200}?)\s*(?:-+>|=>|→|➞|⇒)\s*(?P<right>[^\n]{1,200}?)\s*"
)
# Not an input or output in a row: a further arrow, a call, four words
_NOT_PLAIN = re.compile(r"->|=>|→|➞|⇒|\w\(|[A-Za-z]{2,} [A-Za-z]{2,} [A-Za-z]{2,} [A-Za-z]{2,}")
_MAX_OUTPUT_LINES = 20
# `$ echo "3 4" | python3 main.py`
_ECHO = re.compile(r"\s*[$>%] (?:echo|printf) ([\"']?)(?P<text>[^\"'|\n\\]+?)\1 ?\| ?(?:python3?|\./|py)\b")


def inline_examples(parts: Sequence[Piece], text: str) -> tuple[IOExample, ...]:
    """Return a program's examples in sentences, in rows with arrows under "Examples", in shell sessions."""
    if not mentions_program(text):
        return ()
    lines = [piece.text for piece in parts if isinstance(piece, TextLine)][:_MAX_LINES]
    shell = [line for piece in parts for line in piece.text.split("\n")][:_MAX_LINES]
    return tuple(dict.fromkeys([*_in_sentences(lines), *_in_rows(lines), *_in_sessions(shell)]))


def mentions_program(text: str) -> bool:
    """Return whether `text` mentions a program, or reading and printing."""
    return bool(_PROGRAM.search(text))


def _in_sessions(lines: Sequence[str]) -> Iterator[IOExample]:
    """Yield the lines below `echo 3 | python main.py`, up to an empty line or the next prompt."""
    for number, line in enumerate(lines):
        match = _ECHO.match(line[:_MAX_CHARACTERS])
        if match is None:
            continue
        output: list[str] = []
        for below in lines[number + 1 : number + 1 + _MAX_OUTPUT_LINES]:
            if not below.strip() or below.lstrip().startswith(("$", "```", ">")):
                break
            output.append(below.strip())
        if output:
            yield IOExample(match["text"], "\n".join(output))


def _in_sentences(lines: Sequence[str]) -> Iterator[IOExample]:
    for line in lines:
        for match in _SENTENCE.finditer(line[:_MAX_CHARACTERS]):
            yield IOExample(_value(match, "given"), _value(match, "right"))


def _value(match: re.Match[str], side: str) -> str:
    return next(text for kind in ("code", "text", "number") if (text := match[f"{side}_{kind}"]))


def _in_rows(lines: Sequence[str]) -> Iterator[IOExample]:
    inside = False
    for line in lines:
        heading = parse_heading(line)
        if heading is not None:
            inside = heading.kind is HeadingKind.EXAMPLES and not heading.rest
            continue
        if has_stdin_table(line):  # its arrows lead to parameters: `3  →  n = 3`
            return
        row = _ARROW.fullmatch(line) if inside and len(line) <= _MAX_CHARACTERS else None
        if row and not any(_NOT_PLAIN.search(row[side]) for side in ("given", "right")):
            yield IOExample(_plain(row["given"]), _plain(row["right"]))


def _plain(text: str) -> str:
    quoted = len(text) > 1 and text[0] == text[-1] and text[0] in "`\"'"
    return text[1:-1] if quoted else text
