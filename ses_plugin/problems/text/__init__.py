"""Read a problem from one text, as people and harnesses write it, with its examples as tests.

    read_task(text) -> PublicProblem

Contest statements (Codeforces, AtCoder, Kattis, CodeChef, CodeContests), LeetCode's examples, doctests,
asserts, tables, examples in a sentence: see `docs/finding.md`. Pure, in time linear in the text; nothing in
the text is run or evaluated. In doubt an example is left out, since a wrong test is worse than none.
"""

from __future__ import annotations

import re
from dataclasses import replace

from ses_plugin.problems.formats.examples import docstring
from ses_plugin.problems.text import call_examples
from ses_plugin.problems.text.io_examples import IOExample, find_examples, inline_examples
from ses_plugin.problems.text.judging_rules import allows_many_answers, tolerance
from ses_plugin.problems.text.markup import split_markup
from ses_plugin.problems.text.signatures import Signature, find_signature, only_function, requested_function
from ses_plugin.types.problem import PublicProblem, Test

__all__ = ["MAX_CHARACTERS", "read_task"]


MAX_CHARACTERS = 200_000
"""Longer texts are not searched for examples."""

# Arguments shown as lists that are really nodes: "Input: root = [1, null, 2]"
_NODES = re.compile(r"\b(?:TreeNode|ListNode|linked list|binary tree|n-ary tree)\b", re.IGNORECASE)
# "This is an interactive problem", "### Interaction"
_INTERACTIVE = re.compile(r"\binteractive (?:problem|task)\b|^#* ?Interaction$", re.IGNORECASE | re.MULTILINE)
_STREAMS = re.compile(
    r"standard (?:input|output)"  # Input file: standard input
    r"|\bstd(?:in|out)\b"  # read from stdin
    r"|стандартн|标准输入|標準入力",  # стандартный ввод
    re.IGNORECASE,
)
_FILES = re.compile(
    r"\b(?:files?|файл\w*|文件):? ?[(`'\"]{0,2}[\w-]{1,30}\.(?:in|inp|out|txt|dat)\b"  # Input file: pens.in
    r"|\b(?:reads?|from) [`'\"]?[\w-]{1,30}\.(?:in|inp|txt|dat)\b"  # reads cows.in
    r"|\binput\.txt\b",  # the input is in input.txt
    re.IGNORECASE,
)
_READS_INPUT = re.compile(
    r"standard (?:input|output)|\bstd(?:in|out)\b"  # from standard input, to stdout
    r"|\b(?:first|second|next|only|single|each|one) line\b"  # the first line contains n
    r"|input\(\)",  # read it with input()
    re.IGNORECASE,
)


def read_task(text: str) -> PublicProblem:
    r"""Return the problem that `text` poses: `text` as the statement, its examples as public tests.

    Asserts, doctests and examples with named arguments (LeetCode) make it a function; a function without a
    name gets `call_examples.UNNAMED`. Otherwise the program reads standard input. Code that the text begins
    becomes the starter code and leaves the statement. Without tests where more than one output is right for
    an input; where numbers may differ, the tests have a tolerance.

    >>> read_task("Double n.\n\nInput\n21\n\nOutput\n42").public_tests[0].output
    '42'
    >>> read_task("Write a function.\nassert double(21) == 42").entry_point
    'double'
    """
    if len(text) > MAX_CHARACTERS:
        return PublicProblem(text)
    problem = _read(text)
    if not problem.public_tests or allows_many_answers(text):
        return replace(problem, public_tests=())
    allowed = tolerance(text)
    return replace(
        problem, public_tests=tuple(replace(test, tolerance=allowed) for test in problem.public_tests)
    )


def _read(text: str) -> PublicProblem:
    """Try the forms of examples from the most certain to the least: code, headings, prose, sentences."""
    parts = split_markup(text)
    signature = find_signature(parts)
    requested = requested_function(text)
    calls = call_examples.calls_in_code(parts, signature, requested)
    if calls is not None and call_examples.prints(text) and not call_examples.asserts(parts):
        # "A function that prints n": its doctests show what it prints, and not what it returns.
        calls = call_examples.CallExamples(calls.name, ())
    if calls is None:
        examples = find_examples(parts)
        if signature is None and examples and _READS_INPUT.search(text):
            return _program(text, examples)
        requested = requested or only_function(parts)
        name = signature.name if signature else requested
        calls = _with_named_arguments(text, examples, signature, requested)
        if calls is None and name is None and examples and not any(map(_is_call, examples)):
            return _program(text, examples)
        if calls is None and not call_examples.prints(text):
            calls = call_examples.calls_in_prose(parts, name, begun=signature is not None)
        if calls is None and name is None:
            return _program(text, inline_examples(parts, text))
        calls = calls or call_examples.CallExamples(str(name), ())
    return _function(text, calls, signature)


def _with_named_arguments(
    text: str, examples: tuple[IOExample, ...], signature: Signature | None, requested: str | None
) -> call_examples.CallExamples | None:
    """Return the tests with named arguments, unless lists in them stand for nodes."""
    literal = not _NODES.search(text) if signature is None else signature.literal
    return call_examples.calls_by_name(examples, signature, requested) if literal else None


def _is_call(example: IOExample) -> bool:
    """Return whether an example shows calls: `n = 3`, or LeetCode's `["Stack", "push"]`, `[null, null]`."""
    named = re.match(r"\s*[A-Za-z_]\w*\s*=\s*[^\s=]", example.input)
    methods = example.input.lstrip().startswith('["') and example.output.lstrip().startswith("[null")
    return bool(named) or methods


def _program(text: str, examples: tuple[IOExample, ...]) -> PublicProblem:
    """Return the problem of a program that reads standard input.

    Without tests for an interactive program, whose output depends on the replies it gets, and for one that
    reads files.
    """
    if _INTERACTIVE.search(text) or (_FILES.search(text) and not _STREAMS.search(text)):
        return PublicProblem(text)
    return PublicProblem(text, tuple(Test(example.input, example.output) for example in examples))


def _function(text: str, calls: call_examples.CallExamples, signature: Signature | None) -> PublicProblem:
    if signature is None or signature.name != calls.name:
        return PublicProblem(text, calls.tests, calls.name)
    leetcode = "class Solution" in signature.original
    return PublicProblem(
        _without(text, signature), calls.tests, calls.name, signature.starter, preloaded=leetcode
    )


def _without(text: str, signature: Signature) -> str:
    """Return `text` without the code that begins the function; its docstring, if nothing else remains."""
    fenced = re.compile(rf"```[\w+-]*[ \t]*\n{re.escape(signature.original)}\s*```[ \t]*\n?")
    rest = fenced.sub("", text, count=1)
    if rest == text:
        rest = text.replace(signature.original, "", 1)
    return rest.strip("\n") if rest.split() else docstring(signature.starter, signature.name) or text
