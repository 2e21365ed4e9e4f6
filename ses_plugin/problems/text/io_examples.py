"""Find pairs of input and output: under headings, as contest sites print them, or in a sentence or a line.

In a sentence they read "given 3 it prints 6", "3 -> 6" or `echo 3 | ./a.py`.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from ses_plugin.problems.text.headings import Heading, HeadingKind, is_debris, parse_heading, unquoted
from ses_plugin.problems.text.markup import (
    CodeBlock,
    Piece,
    TextLine,
    has_stdin_table,
    is_description,
    is_prose,
    parse_table_rows,
    stdin_column,
)

# What people write below the last example: "solve it in python please", "请用Python写"
_REQUEST = re.compile(
    r"\b(?:python|please|pls|plz|thanks|thx|solve|write|code)\b|[写作]$|请|用", re.IGNORECASE
)
_LANGUAGES = {"input": HeadingKind.INPUT, "output": HeadingKind.OUTPUT}  # of fences: ```input
# Signs that an input or output has several lines.
_LINES = re.compile(
    # in the second line
    r"\b(?:first|second|third|next|each|every|following|other|last|remaining|\w+th) (?:\w+ ){0,3}lines?\b"
    r"|\blines\b|\b(?:test ?cases?|tests|datasets?|queries)\b"  # for each test case
    r"|(?:перв|втор|кажд|следующ|последн)\w+ (?:\w+ )?строк|\bстрок(?:ах|и)?\b|\bтест",  # в первой строке
    re.IGNORECASE,
)
# A second heading on the line: "Input: 3, Output: 6"
_SECOND_HEADING = re.compile(
    r"(?:\b(?:Expected )?(?:Output|Ausgabe|Salida|Sortie|Saída)|输出|出力|출력|Вывод)\**\s?[:：]\**",
    re.IGNORECASE,
)
_BETWEEN = " \t,;/|*→"
# What a page says about where the input comes from: "Input: standard input"
_STREAM = re.compile(
    r"(?:standard|std) ?(?:in|out)(?:put)?|стандартный (?:ввод|вывод)|标准输[入出]"
    r"|標準[入出]力|표준 ?(?:입력|출력)",
    re.IGNORECASE,
)
_NOTHING = re.compile(r"[(<]?(?:none|empty|no input|nothing)[)>]?", re.IGNORECASE)  # "(no input)"


@dataclass(frozen=True, slots=True)
class IOExample:
    """An input and its correct output, as they are in the text."""

    input: str
    output: str


@dataclass(slots=True)
class _Section:
    heading: Heading
    pieces: list[Piece] = field(default_factory=list)


def find_examples(parts: list[Piece]) -> tuple[IOExample, ...]:
    """Return the examples, each once.

    "Sample Input", or "Input" in the part with the examples, has any content. A plain "Input" counts only if
    there are none of those, and if its content looks like data. Nothing below "Sample Output" is an empty
    output if another example follows, unless all outputs are empty.
    """
    examples: list[IOExample] = []
    plain: list[IOExample] = []
    input_text: str | None = None
    in_examples = False
    replaceable = False  # "Expected output" may still replace the last example's output
    sections, one_line_each = list(_sections(parts)), not _mentions_lines(parts)
    for section, below in zip(sections, [*sections[1:], None], strict=True):
        kind, is_example = section.heading.kind, in_examples or section.heading.example
        target = examples if is_example else plain
        match kind:
            case HeadingKind.INPUT:
                input_text, replaceable = _content(section, is_example), False
            case HeadingKind.OUTPUT | HeadingKind.EXPECTED if input_text is not None or (
                replaceable and kind is HeadingKind.EXPECTED
            ):
                output = _content(section, is_example)
                if input_text is None and output and target:
                    target[-1] = IOExample(target[-1].input, output)
                elif input_text is not None and (output or _is_empty_output(section, below)):
                    target.append(IOExample(input_text, output or ""))
                input_text, replaceable = None, bool(output)
            case HeadingKind.PAIR if is_example:
                examples += _pairs(section, one_line_each=one_line_each)
            case HeadingKind.GIVEN:
                pass
            case _:
                in_examples = in_examples or kind is HeadingKind.EXAMPLES
                input_text, replaceable = None, False
    result = examples or plain
    return tuple(dict.fromkeys(result)) if any(example.output for example in result) else ()


def _is_empty_output(section: _Section, below: _Section | None) -> bool:
    """Return whether there is only a gap between "Sample Output 1" and "Sample Input 2"."""
    precedes_input = below is not None and below.heading.kind is HeadingKind.INPUT and below.heading.example
    return precedes_input and section.heading.example and bool(section.pieces) and _is_empty(section)


def _mentions_lines(parts: list[Piece]) -> bool:
    """Return whether an input or an output may have several lines, by the words of the text."""
    return any(_LINES.search(piece.text) for piece in parts)


def _sections(parts: list[Piece]) -> Iterator[_Section]:
    """Yield the parts between headings. "Input" and "Output" with nothing between them become one pair."""
    before: _Section | None = None
    for section in _raw_sections(parts):
        if before is None:
            pass
        elif before.heading.kind is HeadingKind.INPUT and _is_empty(before) and _is_row(section):
            section = _Section(Heading(HeadingKind.PAIR, example=True), section.pieces)
        elif _heads_both(before, section):
            section = _Section(Heading(HeadingKind.PAIR), section.pieces)
        else:
            yield before
        before = section
    if before is not None:
        yield before


def _heads_both(before: _Section, section: _Section) -> bool:
    """Return whether "Input" and "Output" are on lines next to each other, as the header of a table."""
    heads = before.heading, section.heading
    kinds = [head.kind for head in heads] == [HeadingKind.INPUT, HeadingKind.OUTPUT]
    near = all(piece.text.strip() and is_debris(piece.text) for piece in before.pieces)
    return kinds and near and not any(head.rest or head.example for head in heads)


def _is_empty(section: _Section) -> bool:
    return not section.heading.rest and not any(piece.text.strip("| \t") for piece in section.pieces)


def _is_row(section: _Section) -> bool:
    """Return whether an output's section begins with two blocks, the columns of a table."""
    first = [piece for piece in section.pieces if piece.text.strip("| \t")][:2]
    blocks = len(first) == 2 and all(isinstance(piece, CodeBlock) for piece in first)
    return section.heading.kind is HeadingKind.OUTPUT and not section.heading.rest and blocks


def _raw_sections(parts: list[Piece]) -> Iterator[_Section]:
    """Yield each heading with all pieces up to the next; the first section has no heading of the text."""
    section = _Section(Heading(HeadingKind.END))
    for piece in _flat(parts):
        headings = _headings(piece)
        for heading in headings:
            yield section
            section = _Section(heading)
        if isinstance(piece, CodeBlock) or not headings:
            section.pieces.append(piece)
    yield section


def _headings(piece: Piece) -> list[Heading]:
    """Return the headings of a piece: a line may have two, and a block's language may be one."""
    if isinstance(piece, CodeBlock):
        kind = _LANGUAGES.get(piece.language)
        return [Heading(kind, example=True)] if kind else []
    first = parse_heading(piece.text)
    second = _SECOND_HEADING.search(first.rest) if first and first.kind is HeadingKind.INPUT else None
    if first is None or second is None:
        return [first] if first else []
    input_text = first.rest[: second.start()].rstrip(_BETWEEN).removesuffix("->").removesuffix("=>")
    output = unquoted(first.rest[second.end() :])
    return [replace(first, rest=unquoted(input_text)), Heading(HeadingKind.OUTPUT, output, first.example)]


def _flat(parts: list[Piece]) -> Iterator[Piece]:
    """Yield the pieces; a block that has whole examples, with headings, is yielded as its lines."""
    for piece in parts:
        lines = piece.text.split("\n")
        kinds = (
            {heading.kind for line in lines if (heading := parse_heading(line))}
            if isinstance(piece, CodeBlock)
            else set()
        )
        if HeadingKind.INPUT in kinds and kinds & {HeadingKind.OUTPUT, HeadingKind.EXPECTED}:
            yield from map(TextLine, lines)
        else:
            yield piece


def _content(section: _Section, is_example: bool) -> str | None:
    """Return the content of a section, "" for an example's empty input; None if it isn't data."""
    pieces = [p for p in section.pieces if not (isinstance(p, TextLine) and is_debris(p.text))]
    while pieces and not pieces[0].text.strip() and isinstance(pieces[0], TextLine):
        del pieces[0]
    if section.heading.rest:
        text = _inline(section)
    elif pieces and isinstance(pieces[0], CodeBlock):
        text = pieces[0].text.strip("\n")
    else:
        text = _unfenced(pieces, section.heading.kind is HeadingKind.INPUT)
    if is_example and section.heading.kind is HeadingKind.INPUT and _NOTHING.fullmatch(text.strip()):
        return ""
    if _STREAM.fullmatch(text.strip()):
        return None
    if section.heading.kind is HeadingKind.INPUT and has_stdin_table(text):
        return stdin_column(text)
    if not text.strip():
        return "" if is_example and pieces else None
    return text if is_example or not (is_prose(text) or is_description(text)) else None


def _inline(section: _Section) -> str:
    """Return the text behind the colon, with the lines right below it."""
    lines = [section.heading.rest]
    for piece in section.pieces:
        if isinstance(piece, CodeBlock) or not piece.text.strip() or is_prose(piece.text):
            break
        lines.append(piece.text)
    return "\n".join(lines)


def _unfenced(pieces: list[Piece], to_the_end: bool) -> str:
    """Return lines without a fence; unless `to_the_end`, only up to the first paragraph of prose below.

    An input ends at the next heading. An output may be followed by anything: an explanation, a request.
    """
    lines: list[str] = []
    for piece in pieces:
        if isinstance(piece, CodeBlock):
            break
        after_gap = bool(lines) and not lines[-1].strip()
        if (
            not to_the_end
            and lines
            and is_prose(piece.text)
            and (after_gap or not is_prose("\n".join(lines)))  # an output that is prose may go on
        ):
            break
        if not to_the_end and after_gap and _REQUEST.search(piece.text):
            break
        lines.append(piece.text)
    text = textwrap.dedent("\n".join(lines)).strip("\n").rstrip()
    stripped = [line.strip() for line in text.split("\n")]
    if all(len(line) > 2 and line[0] == line[-1] == "`" and line.count("`") == 2 for line in stripped):
        return "\n".join(line[1:-1] for line in stripped)
    return text


def _pairs(section: _Section, *, one_line_each: bool) -> Iterator[IOExample]:
    """Yield the examples of a table, or of two blocks or paragraphs below a heading for both."""
    blocks = [piece.text.strip("\n ") for piece in section.pieces if isinstance(piece, CodeBlock)]
    lines = [
        piece.text for piece in section.pieces if isinstance(piece, TextLine) and not is_debris(piece.text)
    ]
    rows = (
        [blocks[:2]]
        if len(blocks) >= 2
        else parse_table_rows(lines, section.heading, one_line_each=one_line_each)
    )
    for row in rows:
        if row[1].strip() and (blocks or not any(map(is_prose, row[:2]))):
            yield IOExample(row[0].strip("\n "), row[1].strip("\n "))


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
