"""The program in a reply: where code may stand, and which of it is the program."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ses_plugin.extraction.block_selection import CodePiece, parse_piece, select_block
from ses_plugin.extraction.fences import LINE_BREAK, BlockLanguage, FencedBlock, find_fenced_blocks
from ses_plugin.extraction.reasoning import strip_reasoning
from ses_plugin.extraction.repair import longest_valid_prefix, repair_to_python, strip_transcript_marks
from ses_plugin.extraction.unfenced import pieces_among_prose, pieces_between_tags, texts_in_json, whole_text
from ses_plugin.types.program import Program

MAX_CHARACTERS = 1_000_000
"""Of a longer text only the end is read."""

_DEPTH = 2
"""How deep Markdown within Markdown or JSON is read."""

_LOOKS_LIKE_PYTHON = re.compile(r"^(?:def|class|import|from)\s+\w", re.MULTILINE)


def extract_code(reply: str, entry: str | None = None) -> str | None:
    """Return the program in `reply`, after its reasoning; None if there is none.

    The code block that defines the function `entry`, else the last that is a program, with the blocks that
    it needs: `docs/scoring.md` has the rules. Blocks that name another language than Python do not count.
    Without any block, code between tags, in JSON, or bare counts.
    """
    text, thinking = strip_reasoning(reply)
    if thinking:
        return None
    text = text[-MAX_CHARACTERS:]
    source = _read(LINE_BREAK.sub("\n", text), entry, _DEPTH)
    # A reply with line breaks of Windows has a program with them.
    windows = source is not None and "\r\n" in text and text.count("\r\n") == text.count("\n")
    return source.replace("\n", "\r\n") if source and windows else source


def code_blocks(reply: str) -> list[str]:
    """Return the contents of the code blocks of `reply`, after its reasoning, that name no other language."""
    text, thinking = strip_reasoning(reply)
    blocks = [] if thinking else find_fenced_blocks(text[-MAX_CHARACTERS:])
    return [
        block.content for block in blocks if block.language in (BlockLanguage.PYTHON, BlockLanguage.UNNAMED)
    ]


def build_program(code: str, entry: str | None) -> Program:
    """Return `code` as a program. A method of LeetCode's class `Solution` can be called as `entry`."""
    found = parse_piece(code) if entry is not None and "class Solution" in code else None
    if found and entry and entry not in found.defines and found.method_of_solution(entry):
        code = f"{code.rstrip()}\n\n\n{entry} = Solution().{entry}\n"
    return Program(code, entry)


def _read(text: str, entry: str | None, depth: int) -> str | None:
    if alone := whole_text(text):
        return alone.source
    blocks = find_fenced_blocks(text)
    for pieces in (_fenced(blocks), list(_bare(text, blocks))):
        if pieces:
            return select_block(pieces, entry)
    if depth:
        nested = [block.content for block in blocks if block.language is BlockLanguage.MARKDOWN]
        nested += texts_in_json(text)
        nested += (value for block in blocks for value in texts_in_json(block.content))
        for inner in reversed(nested):
            if source := _read(inner, entry, depth - 1):
                return source
    return _not_python(blocks)


def _fenced(blocks: list[FencedBlock]) -> list[CodePiece]:
    sources = (_python(block) for block in blocks)
    found = (parse_piece(source) for source in sources if source is not None)
    return [one for one in found if one]


def _python(block: FencedBlock) -> str | None:
    if block.language not in (BlockLanguage.PYTHON, BlockLanguage.UNNAMED):
        return None
    source = repair_to_python(block.content)
    return longest_valid_prefix(block.content) if source is None and not block.closed else source


def _bare(text: str, blocks: list[FencedBlock]) -> Iterator[CodePiece]:
    outside = _outside(text, blocks)
    tagged = list(pieces_between_tags(outside))
    yield from tagged or pieces_among_prose(outside)


def _outside(text: str, blocks: list[FencedBlock]) -> str:
    """Return the text without its code blocks."""
    lines, kept, start = text.split("\n"), [], 0
    for block in blocks:
        kept += [*lines[start : block.first], ""]
        start = block.end
    return "\n".join([*kept, *lines[start:]])


def _not_python(blocks: list[FencedBlock]) -> str | None:
    """Return the last block that says or shows that it is Python, although Python does not understand it.

    One that it understands is nothing but values.
    """
    named = [
        block.content
        for block in blocks
        if block.closed
        and repair_to_python(block.content) is None
        and block.content.strip()
        and (
            block.language is BlockLanguage.PYTHON
            or (block.language is BlockLanguage.UNNAMED and _LOOKS_LIKE_PYTHON.search(block.content))
        )
    ]
    return strip_transcript_marks(named[-1]) if named else None
