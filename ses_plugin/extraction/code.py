"""Extract the program from a reply: find its code (fenced, tagged, in JSON, bare), select the program.

Nearly valid Python becomes Python: transcripts, notebook cells, code with prose behind it.
"""

from __future__ import annotations

import ast
import html
import json
import re
import textwrap
from collections.abc import Iterator

from ses_plugin.extraction.block_selection import CodePiece, parse_piece, select_block
from ses_plugin.extraction.reply_parts import (
    LINE_BREAK,
    BlockLanguage,
    FencedBlock,
    find_fenced_blocks,
    strip_reasoning,
)
from ses_plugin.syntax import is_program, parse, try_parse
from ses_plugin.types.program import Program

_MAX_CUTS = 8  # before syntax errors; each is a parse

_PROMPT = re.compile(r"^[ \t]*>>>(?: |$)", re.MULTILINE)  # ">>> f(1)"
_TYPED_LINE = re.compile(r"[ \t]*(?:>>>|\.\.\.)(?: (.*)|)")  # ">>> def f():", "...     return 1"
# "%%time", "%matplotlib inline", "!pip install numpy"
_NOTEBOOK_MAGIC = re.compile(r"^[ \t]*(?:%{1,2}[A-Za-z]|![A-Za-z]).*\n?", re.MULTILINE)
# "solution.py:" or "python", on a separate line before the code
_HEADING = re.compile(r"\A\s*(?:[\w/.-]+\.py:?|python3?|py)[ \t]*\n", re.IGNORECASE)

# The first line of code that was cut off.
_CUT_CODE = re.compile(
    r"""(?:async\s+)?(?:def|class|for|while|if|elif|else|try|except|with)\b.*   # def f(n):
      | @\w.*                                                                   # @cache
      | .*(?:[(\[{,\\=]                                                         # x = [
            |\"\"\".*|'''.*)                                                    # TEXT = ''' one
    """,
    re.VERBOSE,
)


def strip_transcript_marks(source: str) -> str:
    """Return a program without its margin and without empty lines around it, ended by a newline."""
    lines = source.lstrip("\ufeff").split("\n")
    while lines and not lines[0].strip():
        del lines[0]
    return textwrap.dedent("\n".join(lines)).rstrip() + "\n"


def repair_to_python(source: str) -> str | None:
    r"""Return the Python in a code block, a transcript or a notebook cell; None if it isn't Python.

    >>> repair_to_python(">>> x = 1\n>>> print(x)\n1\n")
    'x = 1\nprint(x)\n'
    """
    source = strip_transcript_marks(source)
    source = _HEADING.sub("", source)
    if try_parse(source) is not None:
        return source
    if _PROMPT.search(source):
        return _typed_source(source)
    if _NOTEBOOK_MAGIC.search(source):
        plain = strip_transcript_marks(_NOTEBOOK_MAGIC.sub("", source))
        return plain if try_parse(plain) is not None else None
    return None


def longest_valid_prefix(source: str) -> str | None:
    """Return the Python at the beginning of `source` if prose follows it; None for code that was cut off."""
    source = prefix = strip_transcript_marks(source)
    for _ in range(_MAX_CUTS):
        lines = prefix.split("\n")
        line = _first_error(prefix)
        if line is None:
            return prefix if prefix.strip() and _is_prose(source[len(prefix) :]) else None
        prefix = "\n".join(lines[: max(0, min(line, len(lines)) - 1)]).rstrip() + "\n"
        if not prefix.strip():
            return None
    return None


def _typed_source(transcript: str) -> str | None:
    """Return the lines that were typed at Python's prompts, without what it printed."""
    lines = (_TYPED_LINE.fullmatch(line) for line in transcript.split("\n"))
    source = "\n".join(line[1] or "" for line in lines if line) + "\n"
    return source if try_parse(source) is not None else None


def _first_error(source: str) -> int | None:
    """Return the number of the first line that isn't Python, None if there is none."""
    try:
        last = parse(source).body[-1:]
    except SyntaxError as error:
        return error.lineno or 1
    except (ValueError, RecursionError, MemoryError):
        return 1
    # A single word is valid Python, and prose: "Done"
    is_word = last and isinstance(last[0], ast.Expr) and isinstance(last[0].value, ast.Name)
    return last[0].lineno if is_word else None


def _is_prose(rest: str) -> bool:
    """Return whether the text that was cut off begins like prose: at the margin, and not with code."""
    first = next((line for line in rest.split("\n") if line.strip()), "")
    return not first[:1].isspace() and not _CUT_CODE.fullmatch(first.rstrip())


MAX_CHARACTERS = 1_000_000
"""Only the end of a longer text is read."""

_MAX_DEPTH = 2  # levels of Markdown within Markdown or JSON

_LOOKS_LIKE_PYTHON = re.compile(r"^(?:def|class|import|from)\s+\w", re.MULTILINE)
# <code class="python">, </solution>
_TAG = re.compile(
    r"<(/?)(?:code|pre|program|python|solution|answer|response|result|final_answer)\b[^<>]{0,100}>",
    re.IGNORECASE,
)
# <|python_tag|>, <|begin_of_solution|>
_SPECIAL_TOKEN = re.compile(r"\A\s*<\|[\w▁]{1,30}\|>\s*")
_CDATA = re.compile(r"<!\[CDATA\[|\]\]>")
# "Answer: def f(n):", "**Final Solution:** import sys": the words before code on its line
_LABEL = re.compile(
    r"^\W{0,4}(?:final\s)?(?:answer|solution|code|program)\W{1,5}(?=(?:def|class|import|from)\s|print\()",
    re.IGNORECASE | re.MULTILINE,
)
# The beginning of the first line of code among prose.
_BEGINS = re.compile(
    r"""import\s+\w                                    # import re
      | from\s+[\w.]+\s+import\b                       # from re import match
      | (?:async\s+)?(?:def|class)\s+\w                # def f(n):
      | @\w                                            # @cache
      | [\w.,\[\]\ ]{1,100}[-+*/]{0,2}=(?!=)           # n = 1, a[i] += 2, x, y = y, x
      | [\w.]+\(                                       # print(n), sys.exit()
      | >>>                                            # >>> f(1)
      | (?:for|while|if|with|try)\b.*:\s*(?:\#.*)?$    # for n in ns:  # each
      | \#                                             # # words
    """,
    re.VERBOSE,
)
# The beginning of a further line at the same margin.
_CONTINUES = re.compile(
    rf"""{_BEGINS.pattern}
      | (?:elif|else|except|finally)\b.*:              # else:
      | [)\]}}]                                         # ), the end of a call over several lines
      | \.\.\.                                         # ... return 1, in a transcript
      | ['\"]                                          # '''A docstring'''
      | (?:global|del|assert|raise)\b                  # assert f(1) == 2
    """,
    re.VERBOSE,
)


def extract_code(reply: str, entry_point: str | None = None) -> str | None:
    r"""Return the program in `reply`, after its reasoning; None if there is none.

    The code block that defines the function `entry_point`, else the last that is a program, with the blocks
    that it needs; `docs/scoring.md` has the rules. Blocks labelled with another language than Python don't
    count. Without any block, code between tags, in JSON, or bare counts.

    >>> extract_code("Here it is:\n```python\nprint(1)\n```\nIt prints 1.")
    'print(1)\n'
    """
    text, is_unfinished = strip_reasoning(reply)
    if is_unfinished:
        return None
    text = text[-MAX_CHARACTERS:]
    source = _read(LINE_BREAK.sub("\n", text), entry_point, _MAX_DEPTH)
    # Where all line breaks of the reply are those of Windows, the program keeps them.
    windows = source is not None and "\r\n" in text and text.count("\r\n") == text.count("\n")
    return source.replace("\n", "\r\n") if source and windows else source


def code_blocks(reply: str) -> list[str]:
    """Return the contents of the code blocks of `reply`, after its reasoning, without other languages'."""
    text, is_unfinished = strip_reasoning(reply)
    blocks = [] if is_unfinished else find_fenced_blocks(text[-MAX_CHARACTERS:])
    return [
        block.content for block in blocks if block.language in (BlockLanguage.PYTHON, BlockLanguage.UNNAMED)
    ]


def build_program(code: str, entry_point: str | None) -> Program:
    """Return `code` as a program. A method of LeetCode's class `Solution` becomes the function to call."""
    piece = parse_piece(code) if entry_point is not None and "class Solution" in code else None
    if piece and entry_point and entry_point not in piece.defines and piece.has_solution_method(entry_point):
        code = f"{code.rstrip()}\n\n\n{entry_point} = Solution().{entry_point}\n"
    return Program(code, entry_point)


def _read(text: str, entry_point: str | None, depth: int) -> str | None:
    if program := _whole_text(text):
        return program.source
    blocks = find_fenced_blocks(text)
    # Bare code counts only without fenced code: lines of an explanation may look like Python.
    for pieces in (_fenced(blocks), list(_bare(text, blocks))):
        if pieces:
            return select_block(pieces, entry_point)
    if depth:
        nested = [block.content for block in blocks if block.language is BlockLanguage.MARKDOWN]
        nested += _texts_in_json(text)
        nested += (value for block in blocks for value in _texts_in_json(block.content))
        for inner in reversed(nested):
            if source := _read(inner, entry_point, depth - 1):
                return source
    return _last_invalid_block(blocks)


def _fenced(blocks: list[FencedBlock]) -> list[CodePiece]:
    sources = (_python(block) for block in blocks)
    pieces = (parse_piece(source) for source in sources if source is not None)
    return [piece for piece in pieces if piece]


def _python(block: FencedBlock) -> str | None:
    """Return the Python in a block; in one without an end, what comes before the prose behind it."""
    if block.language not in (BlockLanguage.PYTHON, BlockLanguage.UNNAMED):
        return None
    source = repair_to_python(block.content)
    return longest_valid_prefix(block.content) if source is None and not block.closed else source


def _bare(text: str, blocks: list[FencedBlock]) -> Iterator[CodePiece]:
    outside = _outside(text, blocks)
    tagged = list(_pieces_between_tags(outside))
    yield from tagged or _pieces_among_prose(outside)


def _outside(text: str, blocks: list[FencedBlock]) -> str:
    """Return the text without its code blocks."""
    lines, outside, start = text.split("\n"), [], 0
    for block in blocks:
        outside += [*lines[start : block.first], ""]
        start = block.end
    return "\n".join([*outside, *lines[start:]])


def _last_invalid_block(blocks: list[FencedBlock]) -> str | None:
    """Return the last block that is meant as Python but has a syntax error.

    It is the program all the same, and fails: no program at all would be another kind of failure. A block
    that can be parsed has come here because it is only values.
    """
    invalid = [
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
    return strip_transcript_marks(invalid[-1]) if invalid else None


def text_between_tags(text: str, tag: re.Pattern[str]) -> Iterator[str]:
    """Yield the text from each opening tag to the next closing one; the first group of `tag` is the slash.

    In one pass: an expression for pairs takes quadratic time where nothing is closed.
    """
    start = None
    for match in tag.finditer(text):
        if start is None and not match[1]:
            start = match.end()
        elif start is not None and match[1]:
            yield text[start : match.start()]
            start = None


def _whole_text(text: str) -> CodePiece | None:
    """Return `text` if all of it is a program."""
    source = _SPECIAL_TOKEN.sub("", text)
    piece = parse_piece(source)
    # Not "x" or "f(1)", which may be prose or an answer; nor with a heading such as "[BEGIN]" or "Python".
    if piece is None or piece.has_headings or not (piece.prints or is_program(source)):
        return None
    return piece


def _pieces_between_tags(text: str) -> Iterator[CodePiece]:
    """Yield the code between tags such as `<code>` and `<answer>`."""
    for body in text_between_tags(text, _TAG):
        inner = _CDATA.sub("", _TAG.sub("", body))
        # `a &lt; b` is valid Python (`a & lt; b`), so a parser can't decide. A literal "<" can: XML has none.
        plain = inner if "<" in inner else html.unescape(inner)
        python = repair_to_python(plain)
        if python is not None and (piece := parse_piece(python)):
            yield piece


def _texts_in_json(text: str) -> list[str]:
    """Return the strings in `text` if all of it is a JSON object."""
    text = text.strip()
    if not (text.startswith("{") and text.endswith("}")):
        return []
    try:
        values = [json.loads(text, strict=False)]
    except (ValueError, RecursionError):
        return []
    texts = []
    while values:
        value = values.pop()
        if isinstance(value, str):
            texts.append(value)
        elif isinstance(value, dict | list):
            values += reversed(value.values() if isinstance(value, dict) else value)
    return texts


def _pieces_among_prose(text: str) -> Iterator[CodePiece]:
    """Yield the code among prose, at the margin or indented."""
    for region in _regions(_LABEL.sub("\n", text).split("\n")):
        source = repair_to_python(region) or longest_valid_prefix(region)
        piece = None if source is None else parse_piece(source)
        if piece and (piece.has_definitions or piece.imports or piece.reads or piece.prints):
            yield piece


def _regions(lines: list[str]) -> Iterator[str]:
    """Yield runs of lines that look like code."""
    number = 0
    while number < len(lines):
        line = lines[number]
        indent = len(line) - len(line.lstrip())
        if not _BEGINS.match(line.lstrip()):
            number += 1
            continue
        end = number + 1
        while end < len(lines) and _continues(lines[end], indent):
            end += 1
        yield "\n".join(lines[number:end])
        number = end


def _continues(line: str, indent: int) -> bool:
    """Return whether a line continues code whose margin is at `indent`."""
    margin = len(line) - len(line.lstrip())
    return not line.strip() or margin > indent or (margin == indent and bool(_CONTINUES.match(line.lstrip())))
