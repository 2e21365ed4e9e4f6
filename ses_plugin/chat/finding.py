"""Find the problem in a chat: what is to be solved, the tests that the prompt shows, and how to answer.

    find(messages) -> Found
    find_in_text(context) -> Found

Pure, in time linear in the text, and nothing in it is run or evaluated. `docs/finding.md` says what is found,
with how many prompts it was tried, and how often it was right.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from ses_plugin.chat.asking import asks_for_code, asks_for_else
from ses_plugin.chat.begun import Begun, in_answer, in_context, in_request
from ses_plugin.chat.followups import keeps_the_problem
from ses_plugin.chat.foreign import other_language
from ses_plugin.chat.shots import last_problem
from ses_plugin.chat.turns import Turn, in_text, of_messages
from ses_plugin.datasets.problem_text import MAX_CHARACTERS, read_task
from ses_plugin.datasets.problem_text.calls import UNNAMED
from ses_plugin.datasets.problem_text.judging_rules import allows_many_answers
from ses_plugin.datasets.problem_text.told import is_about_a_program
from ses_plugin.problems import Task

Form = Literal["program", "function", "completion"]

NO_USER = "there is no user message"
TOO_LONG = f"the message is longer than {MAX_CHARACTERS} characters, in which no examples are looked for"
OTHER_LANGUAGE = "the answer is asked for in another language than Python"
NOT_CODE = "the chat asks for something else than a program"
NO_EXAMPLES = "no examples were found in the prompt"
MANY_ANSWERS = "more than one answer is right by the prompt, so its examples are no tests"

_MAX_TURNS = 10
"""So many of the user's messages are read, from the last one backwards."""


@dataclass(frozen=True, slots=True)
class Found:
    """The problem in a chat.

    `task` is None where the chat asks for no Python program that could be tried; with no public tests if it
    names a function but shows no examples. `why` says in a sentence why nothing can be verified, "" if there
    are tests.

    `form` is how the answer has to be written: a "program" that reads standard input, a "function" (both
    anywhere in a reply), or a "completion": bare code that is appended to `prefix`, the code that the prompt
    has begun, "" where it has only opened a fence or said `[BEGIN]`. `message` is the place of the message
    with the problem, from 0.
    """

    task: Task | None
    why: str = ""
    form: Form = "program"
    prefix: str = ""
    message: int | None = None


def find(messages: Sequence[Any]) -> Found:
    """Return the problem that the last of OpenAI chat messages, mappings or a client's objects, are about.

    It is the last user message's. Only if that asks for another solution and no more ("make it faster") are
    those before it read. An assistant's message at the end has begun the answer. Solved problems before the
    one that is asked (few-shot) do not count.
    """
    return _of_turns(of_messages(messages))


def find_in_text(context: str) -> Found:
    """Return the problem in the text that a model is to continue, with a chat template's marks or without."""
    turns = in_text(context)
    if turns:
        return _of_turns(turns)
    if len(context) > MAX_CHARACTERS:
        return Found(None, TOO_LONG)
    text = context[last_problem(context) :]
    begun = in_context(text)
    task, why = _problem(text[: begun.start] if begun else text)
    if begun and task is None:
        task, why = _problem(text, begun=True)
    return _found(task, why, begun, 0)


def _of_turns(turns: Sequence[Turn]) -> Found:
    users = [turn for turn in turns if turn.role == "user" and turn.text.strip()]
    if not users:
        return Found(None, NO_USER)
    if any(other_language(turn.text) for turn in turns if turn.role in ("system", "developer")):
        return Found(None, OTHER_LANGUAGE)
    last, answer = users[-1], turns[-1].text if turns[-1].role == "assistant" else None
    begun = in_request(last.text) if answer is None else in_answer(answer)
    task, why = _problem(last.text, begun=begun is not None)
    if task is None and begun and answer is not None:
        task, _ = _problem(f"{last.text}\n\n{begun.code}", begun=True)
    if task is None:
        task, message = _continued(users)
        return _found(task, why, begun, message)
    return _found(_told_before(task, users), why, begun, last.number)


def _continued(users: Sequence[Turn]) -> tuple[Task | None, int]:
    """Return the problem of an earlier message, and its place, if all after it ask for the same again."""
    after: list[str] = []
    for turn in reversed(users[-_MAX_TURNS:]):
        task, _ = _problem(turn.text)
        if task is not None:
            return replace(task, statement="\n\n".join([task.statement, *reversed(after)])), turn.number
        if not keeps_the_problem(turn.text):
            break
        after.append(turn.text)
    return None, 0


def _told_before(task: Task, users: Sequence[Turn]) -> Task:
    """Return `task` with what an earlier message says about its function, if the last shows examples alone.

    The tests are the last message's: it may have changed what is right.
    """
    if task.entry is None or task.starter:
        return task
    for turn in reversed(users[-_MAX_TURNS:-1]):
        earlier, _ = _problem(turn.text)
        if earlier is not None and earlier.entry == task.entry:
            told = f"{earlier.statement}\n\n{task.statement}"
            return replace(task, statement=told, starter=earlier.starter, preloaded=earlier.preloaded)
    return task


def _problem(text: str, *, begun: bool = False) -> tuple[Task | None, str]:
    """Return the task of one message, or why it has none; code that is `begun` asks to be gone on with."""
    if len(text) > MAX_CHARACTERS:
        return None, TOO_LONG
    text = text[last_problem(text) :]
    if other_language(text):
        return None, OTHER_LANGUAGE
    task = read_task(text)
    if not task.public and task.entry is None:
        return None, _untested(text)
    if not begun and not asks_for_code(text) and (asks_for_else(text) or not _asks_by_form(text, task)):
        return None, NOT_CODE
    return task, ""


def _untested(text: str) -> str:
    """Return why `text` has no tests."""
    return MANY_ANSWERS if allows_many_answers(text) else NO_EXAMPLES


def _asks_by_form(text: str, task: Task) -> bool:
    """Return whether the task alone is a request: a statement, or a function that is begun.

    `f(2) = 5` in a sentence is none, and neither are asserts about a function that is there, nor words beside
    words where no program is mentioned: those are examples of something else.
    """
    if task.entry is None:
        data = any(char.isdigit() for test in task.public for char in test.input + test.output)
        return data or is_about_a_program(text)
    if task.starter or task.entry == UNNAMED:
        return True
    written = re.search(rf"^[ \t]*(?:async )?def {re.escape(task.entry)}\b", text, re.MULTILINE)
    return written is None and bool(re.search(r"\bassert\b|>>>", text))


def _found(task: Task | None, why: str, begun: Begun | None, message: int) -> Found:
    if task is None:
        return Found(None, why)
    why = "" if task.public else _untested(f"{task.statement}\n\n{task.starter}")
    if begun is not None:
        return Found(task, why, "completion", begun.code, message)
    return Found(task, why, "function" if task.entry else "program", "", message)
