"""The flow and the options behind every socket, with scripted replies."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from ses_plugin.drivers import execute_all, run
from ses_plugin.errors import UsageError
from ses_plugin.service.options import SolveOptions, parse_solve_options
from ses_plugin.service.solve import SolveResponse, solve_flow
from ses_plugin.strategies import (
    CandidateSource,
    Completions,
    Request,
    RequestFailed,
    Response,
    Role,
    SampleRequest,
    gather,
    parse_candidate,
)
from ses_plugin.types.problem import PublicProblem, Test

TASK = PublicProblem("Print the sum.", (Test("1 2", "3"), Test("2 5", "7")))
SUM, PRODUCT = "print(sum(map(int, input().split())))", "a, b = map(int, input().split())\nprint(a * b)"


def coded(source: str) -> str:
    return f"Here:\n```python\n{source}\n```"


class Model:
    """Answers as scripted, predicts rightly, and remembers what it was asked."""

    def __init__(self, *candidates: str, fix: str = "SUBMIT") -> None:
        self.candidates, self.fix = candidates, fix
        self.asked: list[SampleRequest] = []

    def __call__(self, needs: Sequence[Request]) -> list[Response]:
        self.asked += [need for need in needs if isinstance(need, SampleRequest)]
        return [
            self.reply(need) if isinstance(need, SampleRequest) else execute_all([need])[0] for need in needs
        ]

    def reply(self, need: SampleRequest) -> Response:
        if need.role is Role.SOLVE:
            texts = [self.candidates[(need.seed + i) % len(self.candidates)] for i in range(need.n)]
            return Completions(tuple(texts)) if "" not in texts else RequestFailed("down")
        if need.role is Role.FIX:
            return Completions((self.fix,))
        if need.role is Role.GENERATE_INPUTS:
            return Completions(("<input>\n3 4\n</input>",))
        a, b = map(int, need.prompt.split("<input>\n")[1].split("\n</input>")[0].split())
        return Completions((f"<output>{a + b if 'sum(' in need.prompt else a * b}</output>",))


def answer(model: Model, n: int = 1, **options: Any) -> SolveResponse:
    source = CandidateSource("sum, please", lambda reply: parse_candidate(reply, TASK), '{"messages": []}')
    return run(solve_flow(TASK, SolveOptions(**options), source=source, n=n), model)


def test_self_verify_gives_the_models_own_reply() -> None:
    model = Model(coded(PRODUCT), coded(SUM), "I can't.")
    got = answer(model, k=3)
    assert got.replies == (coded(SUM),)
    assert got.result.verified
    assert (model.asked[0].prompt, model.asked[0].chat_request, model.asked[0].n) == (
        "sum, please",
        '{"messages": []}',
        3,
    )
    assert all(need.chat_request == "" for need in model.asked[1:])


def test_n_answers_are_ranked() -> None:
    got = answer(Model(coded(PRODUCT), "I can't.", coded(SUM)), n=3, k=3)
    assert got.replies == (coded(SUM), coded(PRODUCT), "I can't.")


def test_as_many_candidates_as_answers() -> None:
    assert len(answer(Model(coded(SUM)), n=4, k=2).replies) == 4


def test_self_fix_gives_the_corrected_program() -> None:
    fixing = Model(coded(PRODUCT), fix=coded(SUM))
    got = answer(fixing, strategy="self-fix", turns=2)
    assert got.replies == (f"```python\n{SUM}\n```",)
    assert got.result.verified


def test_self_fix_gives_the_reply_that_it_left_alone() -> None:
    assert answer(Model(coded(SUM)), strategy="self-fix").replies == (coded(SUM),)


def test_solutions_fixed_side_by_side_take_rounds_together() -> None:
    model = Model(coded(PRODUCT), coded(SUM))
    got = answer(model, n=3, strategy="self-fix", turns=1)
    assert len(got.replies) == 3
    assert len({need.seed for need in model.asked if need.role is Role.SOLVE}) == 3


def test_no_examples_no_verification() -> None:
    model = Model(coded(SUM))
    got = run(solve_flow(PublicProblem("Print the sum."), SolveOptions()), model)
    assert (got.replies, got.result.verified, len(model.asked)) == ((coded(SUM),), None, 1)


def test_nothing_came() -> None:
    for strategy in ("self-verify", "self-fix", "solve", "self-consistency"):
        got = answer(Model(""), strategy=strategy)
        assert (got.replies, got.result.program) == ((), None)


def test_no_program_in_any_reply() -> None:
    for strategy in ("self-verify", "self-fix", "solve", "self-consistency"):
        got = answer(Model("I can't."), strategy=strategy)
        assert (got.replies, got.result.program) == (("I can't.",), None)


def test_a_budget_is_kept() -> None:
    model = Model(coded(PRODUCT), coded(SUM))
    got = answer(model, k=2, max_calls=3)
    assert sum(need.n for need in model.asked) <= 3
    assert got.replies


class Mute(Model):
    """Writes candidates and inputs, and never answers how a program ends."""

    def reply(self, need: SampleRequest) -> Response:
        return RequestFailed("429: too many requests") if need.role is Role.SIMULATE else super().reply(need)


@pytest.mark.parametrize("strategy", ["self-verify", "self-fix", "self-consistency"])
def test_predictions_that_never_came_are_no_failed_ones(strategy: str) -> None:
    got = answer(Mute(coded(PRODUCT), coded(SUM)), k=2, strategy=strategy)
    assert got.replies
    assert (got.result.verified, got.result.confidence) == (None, None)
    told = " ".join(got.result.summary)
    assert "passes" not in told
    assert "429: too many requests" in told
    chosen = next(one for one in got.result.candidates if one.chosen)
    assert chosen.examples
    assert all(example.not_predicted and example.passed is None for example in chosen.examples)


def test_one_example_that_fails_is_enough_to_know() -> None:
    class Half(Model):
        def reply(self, need: SampleRequest) -> Response:
            lost = need.role is Role.SIMULATE and "2 5" in need.prompt
            return RequestFailed("down") if lost else super().reply(need)

    wrong = answer(Half(coded(PRODUCT)), k=1).result
    assert (wrong.verified, wrong.confidence) == (False, 0.0)
    right = answer(Half(coded(SUM)), k=1).result
    assert (right.verified, right.confidence) == (None, 1.0)
    assert right.summary[0] == (
        "Candidate 1 of 1 passes 1 of 1 examples by prediction, "
        "and was not predicted on 1 of 2 examples (down)."
    )


@pytest.mark.parametrize("strategy", ["self-verify", "self-consistency"])
def test_a_budget_keeps_room_for_predictions(strategy: str) -> None:
    model = Model(coded(PRODUCT), coded(SUM))
    got = answer(model, k=32, max_calls=32, strategy=strategy)
    asked = {role: sum(need.n for need in model.asked if need.role is role) for role in Role}
    assert sum(asked.values()) <= 32
    assert asked[Role.SIMULATE] >= 2
    assert "k=32 was lowered to" in got.result.summary[-1]
    assert "max_calls=32" in got.result.summary[-1]
    if strategy == "self-verify":
        assert got.result.verified


def test_a_budget_that_is_used_up_by_answers_says_so() -> None:
    """All of n answers are wanted, whatever is left to choose between them by."""
    got = answer(Model(coded(PRODUCT), coded(SUM)), n=4, k=2, max_calls=4)
    assert len(got.replies) == 4
    assert (got.result.verified, got.result.confidence) == (None, None)
    assert "the budget of 4 calls is used up" in got.result.summary[0]


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"k": 4, "max_calls": 3}, r"max_calls=3 .*k=4 .*a lower k, or max_calls=9 or more"),
        ({"k": 2, "n": 4, "max_calls": 3}, r"max_calls=3 .*n=4 .*a lower n"),
        (
            {"k": 4, "max_total_tokens": 8000},
            r"max_total_tokens=8000 .*k=4 .*max_tokens=2048 .*max_total_tokens=8192 or",
        ),
        ({"strategy": "self-fix", "max_calls": 0}, r"max_calls=0 .*max_calls=1 "),
    ],
)
def test_candidates_that_do_not_fit_are_refused_by_name(options: dict[str, Any], told: str) -> None:
    model = Model(coded(SUM))
    with pytest.raises(UsageError, match=told):
        answer(model, **options)
    assert not model.asked


def test_what_fits_is_not_lowered() -> None:
    for options in ({"k": 4, "max_calls": 9}, {"k": 4, "max_calls": 4, "oracle": True}):
        got = answer(Model(coded(PRODUCT), coded(SUM)), **options)
        assert got.result.verified
        assert "lowered" not in " ".join(got.result.summary)


def test_the_oracle_runs_programs() -> None:
    model = Model(coded(PRODUCT), coded(SUM))
    source = CandidateSource("p", lambda reply: parse_candidate(reply, TASK))
    got = run(solve_flow(TASK, SolveOptions(k=2, oracle=True), source=source), model)
    assert got.result.verified
    assert {need.role for need in model.asked} == {Role.SOLVE}


def test_options_are_read_as_json_and_as_text() -> None:
    read = parse_solve_options(
        {"k": "3", "oracle": "true", "temperature": 0.5, "tests": [{"input": "1", "output": "2"}]}
    )
    assert read == SolveOptions(k=3, oracle=True, temperature=0.5, tests=(Test("1", "2"),))
    assert parse_solve_options({"votes": 5}, SolveOptions(k=2)) == SolveOptions(k=2, votes=5)


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"kk": 1}, "no such option; allowed: strategy, k"),
        ({"k": 0}, "an integer from 1 to 1000"),
        ({"k": True}, "an integer"),
        ({"k": 1.5}, "an integer"),
        ({"k": None}, "an integer"),
        ({"k": float("nan")}, "an integer"),
        ({"k": float("inf")}, "an integer"),
        ({"temperature": "warm"}, "a number from 0 to 5, or null"),
        ({"oracle": 2}, "true or false"),
        ({"tests": [{"input": "1"}]}, "a list of"),
        ({"tests": "no"}, "a list of"),
        ({"strategy": "guess"}, "guess"),
        (
            {"strategy": "solve", "oracle": True},
            "'oracle' is an option of self-verify or self-fix or",
        ),
    ],
)
def test_wrong_options_are_told(values: dict[str, Any], told: str) -> None:
    with pytest.raises(UsageError, match=told):
        parse_solve_options(values)


def test_flows_together_are_one_flow() -> None:
    """Rounds are shared, results come in order, and an empty list is a flow too."""
    rounds = []

    def backend(needs: Sequence[Request]) -> list[Response]:
        rounds.append(len(needs))
        return Model(coded(PRODUCT), coded(SUM))(needs)

    flows = [solve_flow(TASK, SolveOptions(k=2)), solve_flow(PublicProblem("x"), SolveOptions())]
    first, second = run(gather(flows), backend)
    assert first.result.verified
    assert not second.result.verified
    assert rounds[0] == 2
    assert run(gather([]), backend) == []


def test_a_program_that_no_reply_had_is_written_as_the_request_wants_it() -> None:
    model = Model(coded(PRODUCT), fix=coded(SUM))
    source = CandidateSource(
        "sum",
        lambda reply: parse_candidate(reply, TASK),
        format_reply=lambda source: f"<{source.strip()}>",
    )
    options = SolveOptions(strategy="self-fix", turns=2)
    assert run(solve_flow(TASK, options, source=source), model).replies == (f"<{SUM}>",)
