"""Requests as clients send them: what is ours in them, what is solved, what is passed on."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ses_plugin.errors import UsageError
from ses_plugin.execution import shared_sandbox
from ses_plugin.service.options import SolveOptions
from ses_plugin.service.request import (
    Passthrough,
    SolveRequest,
    parse_request,
    parse_ses_options,
    strip_ses_options,
)
from ses_plugin.types.problem import Test

STATEMENT = "Read two numbers and print their sum.\n\nInput\n1 2\n\nOutput\n3\n"
SUM = "print(sum(map(int, input().split())))"


def body(**more: Any) -> dict[str, Any]:
    return {"model": "m", "messages": [{"role": "user", "content": STATEMENT}], **more}


def posed(**more: Any) -> SolveRequest:
    got = parse_request(body(**more))
    assert isinstance(got, SolveRequest)
    return got


def test_a_problem_is_found_and_the_rest_passed_on() -> None:
    got = posed(temperature=0.3, max_tokens=99, seed=7, stop=["x"], n=2, stream=True, user="me")
    assert got.problem.public_tests == (Test("1 2", "3"),)
    assert json.loads(got.source.chat_request) == {
        "messages": [{"role": "user", "content": STATEMENT}],
        "stop": ["x"],
        "user": "me",
    }
    assert (got.n, got.source.prompt, got.options.seed) == (2, STATEMENT, 7)
    assert (got.options.sampling.temperature, got.options.sampling.max_tokens) == (0.3, 99)


@pytest.mark.parametrize(
    "more",
    [
        {"ses": {"k": 3}},
        {"ses_k": 3},
        {"extra_body": {"ses": {"k": 3}}},
        {"extra_body": {"ses_k": "3"}},
    ],
)
def test_options_are_read_wherever_clients_put_them(more: dict[str, Any]) -> None:
    got = posed(**more)
    assert got.options.k == 3
    assert "ses" not in got.source.chat_request.replace("messages", "")
    assert parse_ses_options(more) == SolveOptions(k=3)


def test_own_tests_come_first() -> None:
    got = posed(ses={"tests": [{"input": "5 5", "output": "10"}]})
    assert got.problem.public_tests == (Test("5 5", "10"),)


def test_greedy_requests_still_draw_different_candidates() -> None:
    assert posed(temperature=0).options.sampling.temperature == 1.0
    assert posed(temperature=0, ses={"strategy": "self-fix"}).options.sampling.temperature == 0


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"tools": [{"type": "function"}]}, "tools"),
        ({"response_format": {"type": "json_object"}}, "response_format"),
        ({"messages": [{"role": "user", "content": "Write me a poem about spring."}]}, ""),
        ({"messages": []}, ""),
        ({"messages": "Write me a program."}, "'messages' is invalid"),
        ({"messages": ["Write me a program."]}, "'messages' is invalid"),
        ({"n": "two"}, "'n' is invalid"),
        ({"n": 0}, "'n' is invalid"),
        ({"temperature": "warm"}, "'temperature' is invalid"),
        ({"max_tokens": True}, "'max_tokens' is invalid"),
    ],
)
def test_what_the_plain_model_answers(more: dict[str, Any], why: str) -> None:
    got = parse_request(body(**more))
    assert isinstance(got, Passthrough)
    assert got.reason
    assert why in got.reason


def test_the_plain_request_has_nothing_of_ours() -> None:
    sent = strip_ses_options(body(ses={"k": 2}, ses_k=3, extra_body={"ses": {}, "top_k": 5}, n=2))
    assert sent == body(extra_body={"top_k": 5}, n=2)
    assert strip_ses_options({"extra_body": {"ses_k": 1}}) == {}


def test_wrong_options_are_told() -> None:
    with pytest.raises(UsageError, match="is not an object of options"):
        parse_request(body(ses=3))
    with pytest.raises(UsageError, match="no such option"):
        parse_request(body(ses_kk=3))


def test_the_end_of_code_that_the_request_began() -> None:
    begun = 'def add(a, b):\n    """Add.\n\n    >>> add(1, 2)\n    3\n    """\n'
    got = parse_request({"messages": [{"role": "user", "content": begun}]})
    assert isinstance(got, SolveRequest)
    whole = got.source.parse_reply(f"```python\n{begun}    return a + b\n```")
    assert whole.program is not None
    assert whole.program.source.count("def add") == 1
    if got.detected.form == "completion":
        rest = got.source.parse_reply("    return a + b\n")
        assert rest.program is not None
        assert rest.program.source == begun + "    return a + b\n"


def test_a_method_of_a_solution_is_called_as_the_function() -> None:
    """As LeetCode's problems are answered; the reply itself stays as it is."""
    asked = (
        "Given nums, return their sum.\n\nExample 1:\nInput: nums = [1, 2]\nOutput: 3\n\n```python\n{}\n```"
    )
    starter = "class Solution:\n    def total(self, nums):\n        "
    got = parse_request({"messages": [{"role": "user", "content": asked.format(starter)}]})
    assert isinstance(got, SolveRequest)
    draft = got.source.parse_reply(f"```python\n{starter}return sum(nums)\n```")
    assert draft.program is not None
    ran = shared_sandbox().run(draft.program, "[1, 2]")
    assert (ran.output, draft.program.entry_point) == ("3", "total")
