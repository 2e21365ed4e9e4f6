"""Python out of text that is nearly Python: transcripts, notebook cells, code with prose behind it."""

from __future__ import annotations

import ast
import re
import textwrap

from ses_plugin.syntax import parse, try_parse

_TRIES = 8
"""How often a text is cut before what Python does not understand."""

_PROMPT = re.compile(r"^[ \t]*>>>(?: |$)", re.MULTILINE)
_CONTINUES = re.compile(r"[ \t]*(?:>>>|\.\.\.)(?: (.*)|)")
# %%time, %matplotlib inline, !pip install numpy
_OF_NOTEBOOKS = re.compile(r"^[ \t]*(?:%{1,2}[A-Za-z]|![A-Za-z]).*\n?", re.MULTILINE)
# "solution.py" or "python", on a line of its own before the code
_HEADING = re.compile(r"\A\s*(?:[\w/.-]+\.py:?|python3?|py)[ \t]*\n", re.IGNORECASE)

# The first line of code that was cut off: "def f(n):", "@cache", "x = [", 'TEXT = """one'
_CUT_CODE = re.compile(
    r"(?:async\s+)?(?:def|class|for|while|if|elif|else|try|except|with)\b.*|@\w.*"
    r"|.*(?:[(\[{,\\=]|\"\"\".*|'''.*)"
)


def strip_transcript_marks(source: str) -> str:
    """Return a program without the margins that its place in the text gave it, ended by a newline."""
    lines = source.lstrip("\ufeff").split("\n")
    while lines and not lines[0].strip():
        del lines[0]
    return textwrap.dedent("\n".join(lines)).rstrip() + "\n"


def repair_to_python(source: str) -> str | None:
    """Return the Python in a code block, also out of a transcript or a notebook; None if it is none."""
    source = strip_transcript_marks(source)
    source = _HEADING.sub("", source)
    if try_parse(source) is not None:
        return source
    if _PROMPT.search(source):
        return _typed(source)
    if _OF_NOTEBOOKS.search(source):
        plain = strip_transcript_marks(_OF_NOTEBOOKS.sub("", source))
        return plain if try_parse(plain) is not None else None
    return None


def longest_valid_prefix(source: str) -> str | None:
    """Return the Python that `source` begins with, if prose is behind it; None for code that was cut off."""
    source = rest = strip_transcript_marks(source)
    for _ in range(_TRIES):
        lines = rest.split("\n")
        line = _first_error(rest)
        if line is None:
            return rest if rest.strip() and _is_prose(source[len(rest) :]) else None
        rest = "\n".join(lines[: max(0, min(line, len(lines)) - 1)]).rstrip() + "\n"
        if not rest.strip():
            return None
    return None


def _typed(transcript: str) -> str | None:
    """Return what was typed at Python's prompts."""
    lines = (_CONTINUES.fullmatch(line) for line in transcript.split("\n"))
    source = "\n".join(line[1] or "" for line in lines if line) + "\n"
    return source if try_parse(source) is not None else None


def _first_error(source: str) -> int | None:
    """Return the line that Python does not understand, None if there is none."""
    try:
        last = parse(source).body[-1:]
    except SyntaxError as error:
        return error.lineno or 1
    except (ValueError, RecursionError, MemoryError):
        return 1
    # A single word is prose: "Done"
    alone = last and isinstance(last[0], ast.Expr) and isinstance(last[0].value, ast.Name)
    return last[0].lineno if alone else None


def _is_prose(rest: str) -> bool:
    """Return whether what was taken off begins like prose: at the margin, and not with code."""
    first = next((line for line in rest.split("\n") if line.strip()), "")
    return not first[:1].isspace() and not _CUT_CODE.fullmatch(first.rstrip())
