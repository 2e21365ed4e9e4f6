"""Detect the problem in a chat: the statement, the tests that the prompt shows, and the form of the answer.

    detect_problem(messages) -> DetectedProblem
    detect_problem_in_text(context) -> DetectedProblem

Where a prompt has begun the code, as in HumanEval, `as_completion` writes a program as the completion of it.

Pure, in time linear in the text; nothing in the text is run or evaluated. `docs/finding.md` has the rules,
and the precision and recall measured on prompts.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from ses_plugin.problems.formats.examples import try_parse_short
from ses_plugin.problems.messages import (
    Message,
    is_revision_request,
    parse_chat_template,
    parse_messages,
    requests_code,
    requests_other,
    requests_other_language,
    start_of_last_problem,
)
from ses_plugin.problems.text import MAX_CHARACTERS, read_task
from ses_plugin.problems.text.call_examples import UNNAMED
from ses_plugin.problems.text.io_examples import mentions_program
from ses_plugin.problems.text.judging_rules import allows_many_answers
from ses_plugin.problems.text.signatures import BODIES, has_body
from ses_plugin.types.problem import PublicProblem

_MAX_CHARACTERS = 20_000  # of code that is parsed

_MAX_STARTS = 10  # places where the code at the end of a text may start; each is a parse
_BEGIN = "[BEGIN]"  # the mark of MBPP's prompts
_FENCE = re.compile(r"^[ \t]*(```+|~~~+)[ \t]*([\w+#-]*)[ \t]*\n?", re.MULTILINE)
# "import re", "from re import match", "@cache", "def f("
_STARTS = re.compile(r"^(?:import \w|from [\w.]+ import |@\w|(?:async )?def \w+ ?\()", re.MULTILINE)
_REASONING = re.compile(r"\s*<think>.*?</think>\s*", re.DOTALL)
_INDENT = 4


@dataclass(frozen=True, slots=True)
class CodePrefix:
    """Code that the answer continues, and where it begins in the text.

    Empty code: the answer is bare code, as behind an opened fence.
    """

    code: str
    start: int


def prefix_in_answer(text: str) -> CodePrefix | None:
    """Return the code at the end of a begun answer, None if it has none yet."""
    reasoning = _REASONING.match(text)
    start = reasoning.end() if reasoning else 0
    if fenced := _in_open_fence(text):
        return fenced
    if not text[start:].strip() or _tree(text[start:]) is None:
        return None
    return CodePrefix(text[start:], start)


def prefix_in_context(text: str) -> CodePrefix | None:
    """Return the code at the end of a text that a model continues, where the text has no roles."""
    return _in_open_fence(text) or prefix_in_request(text) or _at_the_end(text)


def prefix_in_request(text: str) -> CodePrefix | None:
    """Return a user's message if all of it is begun code, or the empty code behind its `[BEGIN]`."""
    if text.rstrip().endswith(_BEGIN):
        return CodePrefix("", len(text))
    start = len(text) - len(text.lstrip("\n"))
    return CodePrefix(text[start:], start) if _is_begun(text[start:]) else None


def _in_open_fence(text: str) -> CodePrefix | None:
    """Return the text behind a fence that isn't closed."""
    opened: re.Match[str] | None = None
    for fence in _FENCE.finditer(text):
        closes = opened is not None and not fence[2] and fence[1].startswith(opened[1])
        opened = None if closes else fence
    if opened is None or opened[2].lower() not in ("", "python", "python3", "py"):
        return None
    return CodePrefix(text[opened.end() :], opened.end())


def _at_the_end(text: str) -> CodePrefix | None:
    """Return the begun function at the end of the text, with the code right before it."""
    tail = max(0, len(text) - _MAX_CHARACTERS)
    starts = [match.start() for match in _STARTS.finditer(text, tail)]
    for start in starts[-_MAX_STARTS:]:  # the first that can be parsed has the imports above, too
        if _is_begun(text[start:]):
            return CodePrefix(text[start:], start)
    return None


def _is_begun(code: str) -> bool:
    """Return whether `code` ends in a function without a body, or is only a docstring."""
    tree = _tree(code)
    if tree is None or not tree.body:
        return False
    match tree.body[-1]:
        case ast.FunctionDef() as function:
            return not has_body(function)
        case ast.Expr(value=ast.Constant(value=str())):
            return len(tree.body) == 1
    return False


def _tree(code: str) -> ast.Module | None:
    if len(code) > _MAX_CHARACTERS:
        return None
    return next((tree for body in BODIES if (tree := try_parse_short(f"{code.rstrip()}\n{body}\n"))), None)


def as_completion(prefix: str, source: str, entry_point: str) -> str:
    r"""Rewrite a full program as a completion of the prompt's code, HumanEval style.

    The completion is the function's body, with the rest of `source` (imports, helpers) at its start: nothing
    begins at the margin, since tasks cut an answer where a new definition would begin. Where that would
    change the meaning, or the function's parameters differ, the whole program follows the prefix instead.

    >>> as_completion("def f(n):\n", "import math\ndef f(n):\n    return math.sqrt(n)\n", "f")
    '    import math\n    return math.sqrt(n)\n'
    """
    if source.startswith(prefix):
        return source[len(prefix) :]
    body = _body(prefix, source, entry_point)
    if body is not None:
        return body if prefix.endswith("\n") else f"\n{body}"
    filler = next((line for line in BODIES if try_parse_short(f"{prefix.rstrip()}\n{line}\n")), "")
    return f"\n{filler}\n\n{source}"


def _body(prefix: str, source: str, entry_point: str) -> str | None:
    """Return the indented body, None if the program can't be written as one."""
    prefix_tree, tree = try_parse_short(f"{prefix.rstrip()}\n{' ' * _INDENT}pass\n"), try_parse_short(source)
    begun = _function(prefix_tree, entry_point)
    function = _function(tree, entry_point)
    if tree is None or begun is None or function is None or _names(begun) != _names(function):
        return None
    if function.decorator_list or begun.body[0].col_offset != _INDENT or _depends_on_its_place(tree):
        return None
    others = [node for node in tree.body if node is not function and not _is_text(node)]
    # Without the docstring, which the prefix has already.
    body = function.body[1:] if _is_text(function.body[0]) and len(function.body) > 1 else function.body
    function.body = [*others, *body]
    _, *lines = ast.unparse(function).split("\n")
    return "\n".join(lines) + "\n"


def _function(tree: ast.Module | None, entry_point: str) -> ast.FunctionDef | None:
    """Return the function of this name, None if there is none or more than one."""
    nodes = tree.body if tree else []
    functions = [node for node in nodes if isinstance(node, ast.FunctionDef) and node.name == entry_point]
    return functions[0] if len(functions) == 1 else None


def _names(function: ast.FunctionDef) -> list[str]:
    """Return the names of the parameters in order; the entries after "*" are starred and keyword-only."""
    arguments = function.args
    starred = [
        arguments.vararg.arg if arguments.vararg else "",
        arguments.kwarg.arg if arguments.kwarg else "",
    ]
    plain = [argument.arg for argument in (*arguments.posonlyargs, *arguments.args)]
    return [*plain, "*", *starred, *(argument.arg for argument in arguments.kwonlyargs)]


def _depends_on_its_place(tree: ast.Module) -> bool:
    """Return whether parts of the module would mean something else, or nothing, inside a function."""
    return any(
        isinstance(node, ast.Global | ast.Nonlocal)
        or (isinstance(node, ast.ImportFrom) and (node.module == "__future__" or node.names[0].name == "*"))
        for node in ast.walk(tree)
    )


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


AnswerForm = Literal["program", "function", "completion"]

NO_USER = "there is no user message"
TOO_LONG = f"the message is longer than {MAX_CHARACTERS} characters, so it was not searched for examples"
OTHER_LANGUAGE = "the prompt asks for a language other than Python"
NOT_CODE = "the prompt asks for something other than a program"
NO_EXAMPLES = "no examples were found in the prompt"
MANY_ANSWERS = "by the prompt more than one answer is correct, so its examples can't be used as tests"

_MAX_MESSAGES = 10  # of the user, from the last one backwards


@dataclass(frozen=True, slots=True)
class DetectedProblem:
    """The problem in a chat.

    Attributes:
        problem: None where the chat doesn't ask for a Python program that could be tested. Without public
            tests if the chat names a function but shows no examples.
        reason: why nothing can be verified, as a sentence; "" if there are tests.
        form: how to write the answer: a "program" that reads standard input or a "function", both anywhere
            in a reply; or a "completion", bare code that is appended to `prefix`.
        prefix: the code that the prompt has begun; "" where it has only opened a fence or ends in `[BEGIN]`.
        message: the number of the message with the problem, from 0.
    """

    problem: PublicProblem | None
    reason: str = ""
    form: AnswerForm = "program"
    prefix: str = ""
    message: int | None = None


def detect_problem(messages: Sequence[Any]) -> DetectedProblem:
    r"""Return the problem of a chat in OpenAI's form; messages are mappings or a client's objects.

    It is the problem of the last user message. Earlier messages are read only if the last one asks for
    another solution of the same problem ("make it faster"). An assistant's message at the end is the begun
    answer. Few-shot examples (solved problems before the actual one) don't count.

    >>> content = "Double the number.\n\nInput:\n21\n\nOutput:\n42"
    >>> detect_problem([{"role": "user", "content": content}]).problem.public_tests[0].output
    '42'
    """
    return _detect_in_messages(parse_messages(messages))


def detect_problem_in_text(context: str) -> DetectedProblem:
    """Return the problem in a text that a model continues, with or without a chat template's marks."""
    messages = parse_chat_template(context)
    if messages:
        return _detect_in_messages(messages)
    if len(context) > MAX_CHARACTERS:
        return DetectedProblem(None, TOO_LONG)
    text = context[start_of_last_problem(context) :]
    prefix = prefix_in_context(text)
    problem, reason = _read_problem(text[: prefix.start] if prefix else text)
    if prefix and problem is None:  # the problem may be in the code itself, as a docstring
        problem, reason = _read_problem(text, has_prefix=True)
    return _build_detected(problem, reason, prefix, 0)


def _detect_in_messages(messages: Sequence[Message]) -> DetectedProblem:
    users = [message for message in messages if message.role == "user" and message.text.strip()]
    if not users:
        return DetectedProblem(None, NO_USER)
    system = (message for message in messages if message.role in ("system", "developer"))
    if any(requests_other_language(message.text) for message in system):
        return DetectedProblem(None, OTHER_LANGUAGE)
    last, answer = users[-1], messages[-1].text if messages[-1].role == "assistant" else None
    prefix = prefix_in_request(last.text) if answer is None else prefix_in_answer(answer)
    problem, reason = _read_problem(last.text, has_prefix=prefix is not None)
    if problem is None and prefix and answer is not None:
        # The begun answer may repeat the function with its docstring.
        problem, _ = _read_problem(f"{last.text}\n\n{prefix.code}", has_prefix=True)
    if problem is None:
        problem, number = _join_follow_ups(users)
        return _build_detected(problem, reason, prefix, number)
    return _build_detected(_with_earlier_statement(problem, users), reason, prefix, last.number)


def _join_follow_ups(users: Sequence[Message]) -> tuple[PublicProblem | None, int]:
    """Return the problem of an earlier message, and its number, if all later ones ask for revisions of it."""
    follow_ups: list[str] = []
    for message in reversed(users[-_MAX_MESSAGES:]):
        problem, _ = _read_problem(message.text)
        if problem is not None:
            statement = "\n\n".join([problem.statement, *reversed(follow_ups)])
            return replace(problem, statement=statement), message.number
        if not is_revision_request(message.text):
            break
        follow_ups.append(message.text)
    return None, 0


def _with_earlier_statement(problem: PublicProblem, users: Sequence[Message]) -> PublicProblem:
    """Return `problem` with an earlier message's statement of the same function, if it only has examples.

    The tests remain those of the last message: it may have changed the expected results.
    """
    if problem.entry_point is None or problem.starter_code:
        return problem
    for message in reversed(users[-_MAX_MESSAGES:-1]):
        earlier, _ = _read_problem(message.text)
        if earlier is not None and earlier.entry_point == problem.entry_point:
            statement = f"{earlier.statement}\n\n{problem.statement}"
            return replace(
                problem,
                statement=statement,
                starter_code=earlier.starter_code,
                preloaded=earlier.preloaded,
            )
    return problem


def _read_problem(text: str, *, has_prefix: bool = False) -> tuple[PublicProblem | None, str]:
    """Return the problem of one message, or the reason why it has none.

    `has_prefix`: there is begun code, which is a request to complete it.
    """
    if len(text) > MAX_CHARACTERS:
        return None, TOO_LONG
    text = text[start_of_last_problem(text) :]
    if requests_other_language(text):
        return None, OTHER_LANGUAGE
    problem = read_task(text)
    if not problem.public_tests and problem.entry_point is None:
        return None, _reason_without_tests(text)
    # Words that request code decide; without them a question about code, or an example of anything else,
    # must not be taken for a problem.
    if (
        not has_prefix
        and not requests_code(text)
        and (requests_other(text) or not _is_request_by_form(text, problem))
    ):
        return None, NOT_CODE
    return problem, ""


def _reason_without_tests(text: str) -> str:
    return MANY_ANSWERS if allows_many_answers(text) else NO_EXAMPLES


def _is_request_by_form(text: str, problem: PublicProblem) -> bool:
    """Return whether a problem without words of request is one: a statement, or a begun function.

    Not a request: `f(2) = 5` in running text, asserts about an existing function, or word pairs with no
    mention of a program.
    """
    if problem.entry_point is None:
        has_digits = any(char.isdigit() for test in problem.public_tests for char in test.input + test.output)
        return has_digits or mentions_program(text)
    if problem.starter_code or problem.entry_point == UNNAMED:
        return True
    definition = re.search(rf"^[ \t]*(?:async )?def {re.escape(problem.entry_point)}\b", text, re.MULTILINE)
    return definition is None and bool(re.search(r"\bassert\b|>>>", text))


def _build_detected(
    problem: PublicProblem | None, reason: str, prefix: CodePrefix | None, message: int
) -> DetectedProblem:
    if problem is None:
        return DetectedProblem(None, reason)
    statement = f"{problem.statement}\n\n{problem.starter_code}"
    reason = "" if problem.public_tests else _reason_without_tests(statement)
    if prefix is not None:
        return DetectedProblem(problem, reason, "completion", prefix.code, message)
    return DetectedProblem(problem, reason, "function" if problem.entry_point else "program", "", message)
