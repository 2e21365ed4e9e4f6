from __future__ import annotations

import time
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ses_plugin.chat import find, find_in_text
from ses_plugin.chat.finding import NO_EXAMPLES, NO_USER, NOT_CODE, OTHER_LANGUAGE, TOO_LONG
from ses_plugin.datasets.problem_text import MAX_CHARACTERS
from ses_plugin.problems import Test
from tests.core.chat_prompts import FIRST, SECOND, THIRD, Prompt
from tests.core.chat_prompts.prompt import assistant, user

ALL = (*FIRST, *SECOND, *THIRD)
NOT_FOUND = {"tests as JSON"}
"""Prompts whose tests are known to be missed."""


def test_the_table_is_large() -> None:
    assert len(ALL) >= 200
    assert sum(not prompt.task for prompt in ALL) >= 50
    assert len({(prompt.source, prompt.name) for prompt in ALL}) == len(ALL)


@pytest.mark.parametrize("source", sorted({prompt.source for prompt in ALL}))
def test_precision_and_recall_by_source(source: str) -> None:
    prompts = [prompt for prompt in ALL if prompt.source == source]
    right, wrong, missed = (
        sum(column) for column in zip(*(prompt.counts() for prompt in prompts), strict=True)
    )
    told = "\n".join(f"{prompt.name}: {prompt.found()}" for prompt in prompts if any(prompt.counts()[1:]))
    assert wrong == 0, told
    assert right >= 0.75 * (right + missed), told


@pytest.mark.parametrize("prompt", ALL, ids=lambda prompt: f"{prompt.source}: {prompt.name}")
def test_prompts_are_found_as_wanted(prompt: Prompt) -> None:
    assert prompt.is_as_wanted() == (prompt.name not in NOT_FOUND)


@pytest.mark.parametrize(
    ("messages", "why"),
    [
        ([], NO_USER),
        ([{"role": "system", "content": "Solve it."}], NO_USER),
        ([user("   ")], NO_USER),
        ([user("Write a Python program that prints a snake.")], NO_EXAMPLES),
        ([user("Write `double(n)` in Rust.\n\n`double(2)` returns `4`")], OTHER_LANGUAGE),
        ([user("Explain:\n\n>>> f(1)\n2")], NOT_CODE),
        ([user("Input:" * MAX_CHARACTERS)], TOO_LONG),
    ],
)
def test_why_there_is_nothing(messages: list[dict[str, Any]], why: str) -> None:
    found = find(messages)
    assert (found.task, found.why) == (None, why)


def test_a_function_without_examples_is_a_task_that_cannot_be_verified() -> None:
    found = find([user("Write a function called `reverse_words` that reverses a sentence.")])
    assert found.task is not None
    assert (found.task.entry, found.task.public, found.why) == ("reverse_words", (), NO_EXAMPLES)


DOUBLE = [user("Write `double(n)`.\nassert double(2) == 4"), assistant("def double(n):\n    return 3 * n")]


def test_a_follow_up_goes_into_the_statement() -> None:
    found = find([*DOUBLE, user("Wrong, try again.")])
    assert found.task is not None
    assert found.task.statement == "Write `double(n)`.\nassert double(2) == 4\n\nWrong, try again."
    assert (found.message, found.task.public) == (0, (Test("2", "4"),))


def test_examples_of_a_follow_up_are_about_the_function_before_it() -> None:
    found = find([*DOUBLE, user("No: double(5) should be 10, fix it.")])
    assert found.task is not None
    assert found.task.statement.startswith("Write `double(n)`.")
    assert (found.message, found.task.public) == (2, (Test("5", "10"),))


def test_a_chain_of_follow_ups_ends_where_another_topic_begins() -> None:
    assert find([*DOUBLE, user("What is a snake?"), assistant("An animal."), user("Try again.")]).task is None


@pytest.mark.parametrize(
    "messages",
    [
        [{}],
        [{"role": "user"}],
        [{"role": "user", "content": None}],
        [{"role": "user", "content": 3}],
        [{"role": "user", "content": [None, 3, {"type": "text"}, {"type": "text", "text": 4}]}],
        [{"role": "assistant", "content": "```python\n"}],
    ],
)
def test_odd_messages_hold_nothing(messages: list[dict[str, Any]]) -> None:
    assert find(messages).task is None


def test_a_message_may_be_an_object_of_a_client() -> None:
    said = SimpleNamespace(role="assistant", content="```python\ndef inc(n):\n")
    found = find([user("Write inc(n).\nassert inc(1) == 2"), said])
    assert (found.form, found.prefix) == ("completion", "def inc(n):\n")


def test_texts_in_a_list_of_parts_count() -> None:
    parts = [{"type": "text", "text": "Write inc(n)."}, "assert inc(1) == 2"]
    task = find([{"role": "user", "content": parts}]).task
    assert task is not None
    assert task.public == (Test("1", "2"),)


PIECES = [
    "<|im_start|>user\n",
    "<|im_end|>",
    "[INST]",
    "[/INST]",
    "[BEGIN]\n",
    "[DONE]",
    "### Question\n",
    "Answer:\n",
    "write a function ",
    "explain this code ",
    "in Java ",
    "given 3 it prints ",
    "def f(x):\n",
    "assert f(1) == 2\n",
    "self.assertEqual(f(1), 2)\n",
    "assert f(1) == pytest.approx(",
    "| f(1) | 2 |\n",
    "f(1)  # 2\n",
    "示例 1：",
    "输入：3\n",
    "```python\n",
    "<input>",
    "</input>",
    "</output>",
    "$ echo 3 | python a.py\n",
    '"""',
    "é\0",
]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=30))
def test_any_text_is_a_chat(parts: list[str]) -> None:
    for found in (
        find([user("".join(parts))]),
        find_in_text("".join(parts)),
        find([user("f"), assistant("".join(parts))]),
    ):
        assert (found.task is None or not found.task.public) == bool(found.why)


@pytest.mark.parametrize(
    "unit",
    [
        "\n",
        "use ",
        "write a function ",
        "示例 1：",
        "| f(1) | 2 |\n",
        "given `3` ",
        "</output><input>",
        "f(1)\n# 2\n",
    ],
)
def test_no_chat_takes_long(unit: str) -> None:
    started = time.process_time()
    find([user(unit * (40_000 // len(unit)))])
    find_in_text(unit * (40_000 // len(unit)))
    find([user(unit * (1_000_000 // len(unit)))])
    assert time.process_time() - started < 5  # all take under 0.5 s on an idle core
