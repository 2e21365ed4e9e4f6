"""Turn nearly valid Python into Python: transcripts, notebook cells, code with prose behind it."""

from __future__ import annotations

import ast
import re
import textwrap

from ses_plugin.syntax import parse, try_parse

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
