"""From a text to a task: what kind of program it asks for, and its public tests."""

from __future__ import annotations

import re
from dataclasses import replace

from ses_plugin.problems.formats.examples import docstring
from ses_plugin.problems.text import call_examples
from ses_plugin.problems.text.inline_examples import inline_examples
from ses_plugin.problems.text.io_examples import IOExample, find_examples
from ses_plugin.problems.text.judging_rules import allows_many_answers, tolerance
from ses_plugin.problems.text.markup import split_markup
from ses_plugin.problems.text.signatures import Signature, find_signature, only_function, requested_function
from ses_plugin.types.problem import PublicProblem, Test

MAX_CHARACTERS = 200_000
"""In a longer text no examples are looked for."""

_NODES = re.compile(r"\b(?:TreeNode|ListNode|linked list|binary tree|n-ary tree)\b", re.IGNORECASE)
_INTERACTIVE = re.compile(r"\binteractive (?:problem|task)\b|^#* ?Interaction$", re.IGNORECASE | re.MULTILINE)
_STREAMS = re.compile(
    r"standard (?:input|output)|\bstd(?:in|out)\b|стандартн|标准输入|標準入力", re.IGNORECASE
)
_FILES = re.compile(
    r"\b(?:files?|файл\w*|文件):? ?[(`'\"]{0,2}[\w-]{1,30}\.(?:in|inp|out|txt|dat)\b"  # Input file: pens.in
    r"|\b(?:reads?|from) [`'\"]?[\w-]{1,30}\.(?:in|inp|txt|dat)\b"  # reads cows.in
    r"|\binput\.txt\b",
    re.IGNORECASE,
)
_READS_INPUT = re.compile(
    r"standard (?:input|output)|\bstd(?:in|out)\b|\b(?:first|second|next|only|single|each|one) line\b"
    r"|input\(\)",
    re.IGNORECASE,
)


def read_task(text: str) -> PublicProblem:
    """Return the problem that `text` poses: `text` as the statement, its examples as public tests.

    Asserts and doctests make it a function; so do examples with named arguments, as LeetCode has them
    (without a name for the function it is `call_examples.UNNAMED`). Else it reads standard input. What was
    begun in the text is the starter and no longer in the statement. Where more than one output is right for
    an input, its examples are no tests; where numbers may differ, the tests say by how much.
    """
    if len(text) > MAX_CHARACTERS:
        return PublicProblem(text)
    task = _read(text)
    if not task.public_tests or allows_many_answers(text):
        return replace(task, public_tests=())
    allowed = tolerance(text)
    return replace(task, public_tests=tuple(replace(test, tolerance=allowed) for test in task.public_tests))


def _read(text: str) -> PublicProblem:
    parts = split_markup(text)
    written = find_signature(parts)
    asked = requested_function(text)
    found = call_examples.calls_in_code(parts, written, asked)
    if found is not None and call_examples.prints(text) and not call_examples.asserts(parts):
        found = call_examples.CallExamples(found.name, ())
    if found is None:
        shown = find_examples(parts)
        if written is None and shown and _READS_INPUT.search(text):
            return _program(text, shown)
        asked = asked or only_function(parts)
        name = written.name if written else asked
        found = _by_name(text, shown, written, asked)
        if found is None and name is None and shown and not any(map(_is_for_calls, shown)):
            return _program(text, shown)
        if found is None and not call_examples.prints(text):
            found = call_examples.calls_in_prose(parts, name, begun=written is not None)
        if found is None and name is None:
            return _program(text, inline_examples(parts, text))
        found = found or call_examples.CallExamples(str(name), ())
    return _function(text, found, written)


def _by_name(
    text: str, shown: tuple[IOExample, ...], written: Signature | None, asked: str | None
) -> call_examples.CallExamples | None:
    """Return the tests with named arguments, unless lists there stand for nodes."""
    literal = not _NODES.search(text) if written is None else written.literal
    return call_examples.calls_by_name(shown, written, asked) if literal else None


def _is_for_calls(sample: IOExample) -> bool:
    """Return whether a sample names arguments, or the methods of a class and what each returns."""
    named = re.match(r"\s*[A-Za-z_]\w*\s*=\s*[^\s=]", sample.input)
    methods = sample.input.lstrip().startswith('["') and sample.output.lstrip().startswith("[null")
    return bool(named) or methods


def _program(text: str, shown: tuple[IOExample, ...]) -> PublicProblem:
    """Return the task of a program.

    What one that asks back printed is no output for an input, and neither is what one reads in files.
    """
    if _INTERACTIVE.search(text) or (_FILES.search(text) and not _STREAMS.search(text)):
        return PublicProblem(text)
    return PublicProblem(text, tuple(Test(sample.input, sample.output) for sample in shown))


def _function(text: str, found: call_examples.CallExamples, written: Signature | None) -> PublicProblem:
    if written is None or written.name != found.name:
        return PublicProblem(text, found.tests, found.name)
    leetcode = "class Solution" in written.shown
    return PublicProblem(
        _without(text, written), found.tests, found.name, written.starter, preloaded=leetcode
    )


def _without(text: str, written: Signature) -> str:
    """Return `text` without the code that begins the function; the docstring, if nothing else is there."""
    fenced = re.compile(rf"```[\w+-]*[ \t]*\n{re.escape(written.shown)}\s*```[ \t]*\n?")
    rest = fenced.sub("", text, count=1)
    if rest == text:
        rest = text.replace(written.shown, "", 1)
    return rest.strip("\n") if rest.split() else docstring(written.starter, written.name) or text
