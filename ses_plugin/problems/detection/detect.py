"""Detect the problem in a chat: the statement, the tests that the prompt shows, and the form of the answer.

    detect_problem(messages) -> DetectedProblem
    detect_problem_in_text(context) -> DetectedProblem

Pure, in time linear in the text; nothing in the text is run or evaluated. `docs/finding.md` has the rules,
and the precision and recall measured on prompts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from ses_plugin.problems.detection.code_prefix import (
    CodePrefix,
    prefix_in_answer,
    prefix_in_context,
    prefix_in_request,
)
from ses_plugin.problems.detection.intent import (
    is_revision_request,
    requests_code,
    requests_other,
    requests_other_language,
)
from ses_plugin.problems.detection.messages import (
    Message,
    parse_chat_template,
    parse_messages,
    start_of_last_problem,
)
from ses_plugin.problems.text import MAX_CHARACTERS, read_task
from ses_plugin.problems.text.call_examples import UNNAMED
from ses_plugin.problems.text.inline_examples import mentions_program
from ses_plugin.problems.text.judging_rules import allows_many_answers
from ses_plugin.types.problem import PublicProblem

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
