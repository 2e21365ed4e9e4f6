"""Find the problem in a chat: what is to be solved, the tests that the prompt shows, and how to answer.

    detect_problem(messages) -> DetectedProblem
    detect_problem_in_text(context) -> DetectedProblem

Pure, in time linear in the text, and nothing in it is run or evaluated. `docs/finding.md` says what is found,
with how many prompts it was tried, and how often it was right.
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
TOO_LONG = f"the message is longer than {MAX_CHARACTERS} characters, in which no examples are looked for"
OTHER_LANGUAGE = "the answer is asked for in another language than Python"
NOT_CODE = "the chat asks for something else than a program"
NO_EXAMPLES = "no examples were found in the prompt"
MANY_ANSWERS = "more than one answer is right by the prompt, so its examples are no tests"

_MAX_MESSAGES = 10
"""So many of the user's messages are read, from the last one backwards."""


@dataclass(frozen=True, slots=True)
class DetectedProblem:
    """The problem in a chat.

    `problem` is None where the chat asks for no Python program that could be tried; with no public tests if
    it names a function but shows no examples. `reason` says in a sentence why nothing can be verified, "" if
    there are tests.

    `form` is how the answer has to be written: a "program" that reads standard input, a "function" (both
    anywhere in a reply), or a "completion": bare code that is appended to `prefix`, the code that the prompt
    has begun, "" where it has only opened a fence or said `[BEGIN]`. `message` is the place of the message
    with the problem, from 0.
    """

    problem: PublicProblem | None
    reason: str = ""
    form: AnswerForm = "program"
    prefix: str = ""
    message: int | None = None


def detect_problem(messages: Sequence[Any]) -> DetectedProblem:
    """Return the problem that the last of OpenAI chat messages, mappings or a client's objects, are about.

    It is the last user message's. Only if that asks for another solution and no more ("make it faster") are
    those before it read. An assistant's message at the end has begun the answer. Solved problems before the
    one that is asked (few-shot) do not count.
    """
    return _detect_in_messages(parse_messages(messages))


def detect_problem_in_text(context: str) -> DetectedProblem:
    """Return the problem in the text that a model is to continue, with a chat template's marks or without."""
    turns = parse_chat_template(context)
    if turns:
        return _detect_in_messages(turns)
    if len(context) > MAX_CHARACTERS:
        return DetectedProblem(None, TOO_LONG)
    text = context[start_of_last_problem(context) :]
    begun = prefix_in_context(text)
    task, why = _problem(text[: begun.start] if begun else text)
    if begun and task is None:
        task, why = _problem(text, begun=True)
    return _build_detected(task, why, begun, 0)


def _detect_in_messages(turns: Sequence[Message]) -> DetectedProblem:
    users = [turn for turn in turns if turn.role == "user" and turn.text.strip()]
    if not users:
        return DetectedProblem(None, NO_USER)
    if any(requests_other_language(turn.text) for turn in turns if turn.role in ("system", "developer")):
        return DetectedProblem(None, OTHER_LANGUAGE)
    last, answer = users[-1], turns[-1].text if turns[-1].role == "assistant" else None
    begun = prefix_in_request(last.text) if answer is None else prefix_in_answer(answer)
    task, why = _problem(last.text, begun=begun is not None)
    if task is None and begun and answer is not None:
        task, _ = _problem(f"{last.text}\n\n{begun.code}", begun=True)
    if task is None:
        task, message = _join_follow_ups(users)
        return _build_detected(task, why, begun, message)
    return _build_detected(_detect_in_earlier_messages(task, users), why, begun, last.number)


def _join_follow_ups(users: Sequence[Message]) -> tuple[PublicProblem | None, int]:
    """Return the problem of an earlier message, and its place, if all after it ask for the same again."""
    after: list[str] = []
    for turn in reversed(users[-_MAX_MESSAGES:]):
        task, _ = _problem(turn.text)
        if task is not None:
            return replace(task, statement="\n\n".join([task.statement, *reversed(after)])), turn.number
        if not is_revision_request(turn.text):
            break
        after.append(turn.text)
    return None, 0


def _detect_in_earlier_messages(task: PublicProblem, users: Sequence[Message]) -> PublicProblem:
    """Return `task` with what an earlier message says about its function, if the last shows only examples.

    The tests are the last message's: it may have changed what is right.
    """
    if task.entry_point is None or task.starter_code:
        return task
    for turn in reversed(users[-_MAX_MESSAGES:-1]):
        earlier, _ = _problem(turn.text)
        if earlier is not None and earlier.entry_point == task.entry_point:
            told = f"{earlier.statement}\n\n{task.statement}"
            return replace(
                task, statement=told, starter_code=earlier.starter_code, preloaded=earlier.preloaded
            )
    return task


def _problem(text: str, *, begun: bool = False) -> tuple[PublicProblem | None, str]:
    """Return the task of one message, or why it has none; code that is `begun` asks to be gone on with."""
    if len(text) > MAX_CHARACTERS:
        return None, TOO_LONG
    text = text[start_of_last_problem(text) :]
    if requests_other_language(text):
        return None, OTHER_LANGUAGE
    task = read_task(text)
    if not task.public_tests and task.entry_point is None:
        return None, _untested(text)
    if not begun and not requests_code(text) and (requests_other(text) or not _asks_by_form(text, task)):
        return None, NOT_CODE
    return task, ""


def _untested(text: str) -> str:
    """Return why `text` has no tests."""
    return MANY_ANSWERS if allows_many_answers(text) else NO_EXAMPLES


def _asks_by_form(text: str, task: PublicProblem) -> bool:
    """Return whether the task without other text is a request: a statement, or a function that is begun.

    `f(2) = 5` in a sentence is none, and neither are asserts about a function that is there, nor words beside
    words where no program is mentioned: those are examples of something else.
    """
    if task.entry_point is None:
        data = any(char.isdigit() for test in task.public_tests for char in test.input + test.output)
        return data or mentions_program(text)
    if task.starter_code or task.entry_point == UNNAMED:
        return True
    written = re.search(rf"^[ \t]*(?:async )?def {re.escape(task.entry_point)}\b", text, re.MULTILINE)
    return written is None and bool(re.search(r"\bassert\b|>>>", text))


def _build_detected(
    task: PublicProblem | None, why: str, begun: CodePrefix | None, message: int
) -> DetectedProblem:
    if task is None:
        return DetectedProblem(None, why)
    why = "" if task.public_tests else _untested(f"{task.statement}\n\n{task.starter_code}")
    if begun is not None:
        return DetectedProblem(task, why, "completion", begun.code, message)
    return DetectedProblem(task, why, "function" if task.entry_point else "program", "", message)
