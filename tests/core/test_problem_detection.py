from __future__ import annotations

import time
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ses_plugin.problems.detection import (
    NO_EXAMPLES,
    NO_USER,
    NOT_CODE,
    OTHER_LANGUAGE,
    TOO_LONG,
    detect_problem,
    detect_problem_in_text,
)
from ses_plugin.problems.text import MAX_CHARACTERS
from ses_plugin.types.problem import Test
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
    found = detect_problem(messages)
    assert (found.problem, found.reason) == (None, why)


def test_a_function_without_examples_is_a_task_that_cannot_be_verified() -> None:
    found = detect_problem([user("Write a function called `reverse_words` that reverses a sentence.")])
    assert found.problem is not None
    assert (found.problem.entry_point, found.problem.public_tests, found.reason) == (
        "reverse_words",
        (),
        NO_EXAMPLES,
    )


DOUBLE = [user("Write `double(n)`.\nassert double(2) == 4"), assistant("def double(n):\n    return 3 * n")]


def test_a_follow_up_goes_into_the_statement() -> None:
    found = detect_problem([*DOUBLE, user("Wrong, try again.")])
    assert found.problem is not None
    assert found.problem.statement == "Write `double(n)`.\nassert double(2) == 4\n\nWrong, try again."
    assert (found.message, found.problem.public_tests) == (0, (Test("2", "4"),))


def test_examples_of_a_follow_up_are_about_the_function_before_it() -> None:
    found = detect_problem([*DOUBLE, user("No: double(5) should be 10, fix it.")])
    assert found.problem is not None
    assert found.problem.statement.startswith("Write `double(n)`.")
    assert (found.message, found.problem.public_tests) == (2, (Test("5", "10"),))


def test_a_chain_of_follow_ups_ends_where_another_topic_begins() -> None:
    assert (
        detect_problem(
            [*DOUBLE, user("What is a snake?"), assistant("An animal."), user("Try again.")]
        ).problem
        is None
    )


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
    assert detect_problem(messages).problem is None


def test_a_message_may_be_an_object_of_a_client() -> None:
    said = SimpleNamespace(role="assistant", content="```python\ndef inc(n):\n")
    found = detect_problem([user("Write inc(n).\nassert inc(1) == 2"), said])
    assert (found.form, found.prefix) == ("completion", "def inc(n):\n")


def test_texts_in_a_list_of_parts_count() -> None:
    parts = [{"type": "text", "text": "Write inc(n)."}, "assert inc(1) == 2"]
    task = detect_problem([{"role": "user", "content": parts}]).problem
    assert task is not None
    assert task.public_tests == (Test("1", "2"),)


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
        detect_problem([user("".join(parts))]),
        detect_problem_in_text("".join(parts)),
        detect_problem([user("f"), assistant("".join(parts))]),
    ):
        assert (found.problem is None or not found.problem.public_tests) == bool(found.reason)


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
    detect_problem([user(unit * (40_000 // len(unit)))])
    detect_problem_in_text(unit * (40_000 // len(unit)))
    detect_problem([user(unit * (1_000_000 // len(unit)))])
    assert time.process_time() - started < 5  # all take under 0.5 s on an idle core
