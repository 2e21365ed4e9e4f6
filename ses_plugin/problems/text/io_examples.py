"""Pairs of input and output under headings, as contest sites print them."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from ses_plugin.problems.text.headings import Heading, HeadingKind, is_debris, parse_heading, unquoted
from ses_plugin.problems.text.markup import CodeBlock, Piece, TextLine
from ses_plugin.problems.text.prose import is_description, is_prose
from ses_plugin.problems.text.tables import has_stdin_table, parse_table_rows, stdin_column

_REQUEST = re.compile(
    r"\b(?:python|please|pls|plz|thanks|thx|solve|write|code)\b|[写作]$|请|用", re.IGNORECASE
)
"""What people write below the last sample."""

_LANGUAGES = {"input": HeadingKind.INPUT, "output": HeadingKind.OUTPUT}
# in the second line, for each test case; в первой строке
_LINES = re.compile(
    r"\b(?:first|second|third|next|each|every|following|other|last|remaining|\w+th) (?:\w+ ){0,3}lines?\b"
    r"|\blines\b|\b(?:test ?cases?|tests|datasets?|queries)\b"
    r"|(?:перв|втор|кажд|следующ|последн)\w+ (?:\w+ )?строк|\bстрок(?:ах|и)?\b|\bтест",
    re.IGNORECASE,
)
_SECOND = re.compile(
    r"(?:\b(?:Expected )?(?:Output|Ausgabe|Salida|Sortie|Saída)|输出|出力|출력|Вывод)\**\s?[:：]\**",
    re.IGNORECASE,
)
_BETWEEN = " \t,;/|*→"
_STREAM = re.compile(
    r"(?:standard|std) ?(?:in|out)(?:put)?|стандартный (?:ввод|вывод)|标准输[入出]"
    r"|標準[入出]力|표준 ?(?:입력|출력)",
    re.IGNORECASE,
)
"""What a page says of where the input comes from."""

_NOTHING = re.compile(r"[(<]?(?:none|empty|no input|nothing)[)>]?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class IOExample:
    """An input and the output that is right for it, as they stand in the text."""

    input: str
    output: str


@dataclass(slots=True)
class _Section:
    heading: Heading
    pieces: list[Piece] = field(default_factory=list)


def find_examples(parts: list[Piece]) -> tuple[IOExample, ...]:
    """Return the samples, each once.

    Under a plain "Input" only what looks like data is one, and only if none is called an example. Nothing
    below "Sample Output" is an empty output if another example follows, and if not all are so.
    """
    found: list[IOExample] = []
    plain: list[IOExample] = []
    given: str | None = None
    examples = fresh = False  # inside the examples; the last sample's output may still be replaced
    sections, one_line_each = list(_sections(parts)), not _speaks_of_lines(parts)
    for section, below in zip(sections, [*sections[1:], None], strict=True):
        kind, told = section.heading.kind, examples or section.heading.example
        to = found if told else plain
        match kind:
            case HeadingKind.INPUT:
                given, fresh = _content(section, told), False
            case HeadingKind.OUTPUT | HeadingKind.EXPECTED if given is not None or (
                fresh and kind is HeadingKind.EXPECTED
            ):
                output = _content(section, told)
                if given is None and output and to:
                    to[-1] = IOExample(to[-1].input, output)
                elif given is not None and (output or _is_empty_output(section, below)):
                    to.append(IOExample(given, output or ""))
                given, fresh = None, bool(output)
            case HeadingKind.PAIR if told:
                found += _pairs(section, one_line_each=one_line_each)
            case HeadingKind.GIVEN:
                pass
            case _:
                examples, given, fresh = examples or kind is HeadingKind.EXAMPLES, None, False
    read = found or plain
    return tuple(dict.fromkeys(read)) if any(sample.output for sample in read) else ()


def _is_empty_output(section: _Section, below: _Section | None) -> bool:
    """Return whether there is a gap, and no more, between "Sample Output 1" and "Sample Input 2"."""
    next_one = below is not None and below.heading.kind is HeadingKind.INPUT and below.heading.example
    return next_one and section.heading.example and bool(section.pieces) and _is_empty(section)


def _speaks_of_lines(parts: list[Piece]) -> bool:
    """Return whether an input or an output may have several lines."""
    return any(_LINES.search(piece.text) for piece in parts)


def _sections(parts: list[Piece]) -> Iterator[_Section]:
    """Yield the parts between headings. "Input" and "Output" with nothing between them head one together."""
    before: _Section | None = None
    for section in _headed(parts):
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
    """Return whether "Input" and "Output" stand on lines next to each other, with data below the second."""
    heads = before.heading, section.heading
    kinds = [head.kind for head in heads] == [HeadingKind.INPUT, HeadingKind.OUTPUT]
    near = all(piece.text.strip() and is_debris(piece.text) for piece in before.pieces)
    return kinds and near and not any(head.rest or head.example for head in heads)


def _is_empty(section: _Section) -> bool:
    return not section.heading.rest and not any(piece.text.strip("| \t") for piece in section.pieces)


def _is_row(section: _Section) -> bool:
    """Return whether an output's section begins with two blocks: the columns of a table."""
    first = [piece for piece in section.pieces if piece.text.strip("| \t")][:2]
    blocks = len(first) == 2 and all(isinstance(piece, CodeBlock) for piece in first)
    return section.heading.kind is HeadingKind.OUTPUT and not section.heading.rest and blocks


def _headed(parts: list[Piece]) -> Iterator[_Section]:
    section = _Section(Heading(HeadingKind.END))
    for piece in _flat(parts):
        found = _headings(piece)
        for one in found:
            yield section
            section = _Section(one)
        if isinstance(piece, CodeBlock) or not found:
            section.pieces.append(piece)
    yield section


def _headings(piece: Piece) -> list[Heading]:
    """Return the headings that a piece is or has: a block's language may be one, and a line may have two."""
    if isinstance(piece, CodeBlock):
        kind = _LANGUAGES.get(piece.language)
        return [Heading(kind, example=True)] if kind else []
    first = parse_heading(piece.text)
    second = _SECOND.search(first.rest) if first and first.kind is HeadingKind.INPUT else None
    if first is None or second is None:
        return [first] if first else []
    given = first.rest[: second.start()].rstrip(_BETWEEN).removesuffix("->").removesuffix("=>")
    right = unquoted(first.rest[second.end() :])
    return [replace(first, rest=unquoted(given)), Heading(HeadingKind.OUTPUT, right, first.example)]


def _flat(parts: list[Piece]) -> Iterator[Piece]:
    """Open the blocks that hold whole examples, headings and all."""
    for piece in parts:
        lines = piece.text.split("\n")
        kinds = (
            {found.kind for line in lines if (found := parse_heading(line))}
            if isinstance(piece, CodeBlock)
            else set()
        )
        if HeadingKind.INPUT in kinds and kinds & {HeadingKind.OUTPUT, HeadingKind.EXPECTED}:
            yield from map(TextLine, lines)
        else:
            yield piece


def _content(section: _Section, told: bool) -> str | None:
    """Return what stands in a section, "" for an example's empty input; None if it is no data."""
    pieces = [p for p in section.pieces if not (isinstance(p, TextLine) and is_debris(p.text))]
    while pieces and not pieces[0].text.strip() and isinstance(pieces[0], TextLine):
        del pieces[0]
    if section.heading.rest:
        text = _inline(section)
    elif pieces and isinstance(pieces[0], CodeBlock):
        text = pieces[0].text.strip("\n")
    else:
        text = _unfenced(pieces, section.heading.kind is HeadingKind.INPUT)
    if told and section.heading.kind is HeadingKind.INPUT and _NOTHING.fullmatch(text.strip()):
        return ""
    if _STREAM.fullmatch(text.strip()):
        return None
    if section.heading.kind is HeadingKind.INPUT and has_stdin_table(text):
        return stdin_column(text)
    if not text.strip():
        return "" if told and pieces else None
    return text if told or not (is_prose(text) or is_description(text)) else None


def _inline(section: _Section) -> str:
    """Return what is behind the colon, with the lines right below it."""
    lines = [section.heading.rest]
    for piece in section.pieces:
        if isinstance(piece, CodeBlock) or not piece.text.strip() or is_prose(piece.text):
            break
        lines.append(piece.text)
    return "\n".join(lines)


def _unfenced(pieces: list[Piece], whole: bool) -> str:
    """Return lines without a fence; unless `whole`, only to the first paragraph of prose that follows."""
    lines: list[str] = []
    for piece in pieces:
        if isinstance(piece, CodeBlock):
            break
        after_gap = bool(lines) and not lines[-1].strip()
        if not whole and lines and is_prose(piece.text) and (after_gap or not is_prose("\n".join(lines))):
            break
        if not whole and after_gap and _REQUEST.search(piece.text):
            break
        lines.append(piece.text)
    text = textwrap.dedent("\n".join(lines)).strip("\n").rstrip()
    quoted = [line.strip() for line in text.split("\n")]
    if all(len(line) > 2 and line[0] == line[-1] == "`" and line.count("`") == 2 for line in quoted):
        return "\n".join(line[1:-1] for line in quoted)
    return text


def _pairs(section: _Section, *, one_line_each: bool) -> Iterator[IOExample]:
    """Yield the samples of a table, or of two blocks or paragraphs below a heading for both."""
    blocks = [piece.text.strip("\n ") for piece in section.pieces if isinstance(piece, CodeBlock)]
    lines = [
        piece.text for piece in section.pieces if isinstance(piece, TextLine) and not is_debris(piece.text)
    ]
    below = (
        [blocks[:2]]
        if len(blocks) >= 2
        else parse_table_rows(lines, section.heading, one_line_each=one_line_each)
    )
    for row in below:
        if row[1].strip() and (blocks or not any(map(is_prose, row[:2]))):
            yield IOExample(row[0].strip("\n "), row[1].strip("\n "))
