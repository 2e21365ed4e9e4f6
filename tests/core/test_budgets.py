from __future__ import annotations

from collections.abc import Sequence

import pytest

from ses_plugin.drivers import run
from ses_plugin.strategies import (
    Candidate,
    Completions,
    ExecutionPredictor,
    Request,
    RequestFailed,
    Response,
    Role,
    SampleRequest,
    SamplingParams,
    SelfConsistency,
    SelfFix,
    SelfVerify,
    TieBreak,
    select_by_prediction,
    self_consistency,
    self_fix,
    self_verify,
)
from ses_plugin.types.problem import PublicProblem, Test
from ses_plugin.types.program import Program
from ses_plugin.usage import Budget, Usage, merge_usage, with_budget, with_usage

TASK = PublicProblem("Print the sum of two numbers.", (Test("1 2", "3"), Test("2 2", "4")))
SAMPLING = SamplingParams(max_tokens=100)


def coded(source: str) -> str:
    return f"```python\n{source}\n```"


class Model:
    """Answers anything, each reply of ten tokens; knows which program prints what."""

    def __init__(self, solutions: Sequence[str] = ("print(1)", "print(2)"), tokens: int | None = 10) -> None:
        self.solutions, self.tokens = solutions, tokens
        self.asked: list[SampleRequest] = []

    def __call__(self, needs: Sequence[Request]) -> list[Response]:
        return [self.answer(need) for need in needs if isinstance(need, SampleRequest)]

    def answer(self, need: SampleRequest) -> Response:
        self.asked.append(need)
        texts = tuple(self.text(need, number) for number in range(need.n))
        known = self.tokens is not None
        return Completions(texts, 7 if known else None, (self.tokens,) * need.n if known else None, 0.5, 2.0)  # type: ignore[arg-type]

    def text(self, need: SampleRequest, number: int) -> str:
        match need.role:
            case Role.SOLVE:
                solution = self.solutions[number % len(self.solutions)]
                return coded(solution) if "print" in solution else solution
            case Role.FIX:
                return coded(f"print({len(self.asked)})")
            case Role.GENERATE_INPUTS:
                return "<input>\n1 1\n</input> and <input>5 6</input> and <input>1 1</input>"
        source = need.prompt.split("<program>\n")[1].split("\n</program>")[0]
        return f"<output>{source[6:-1]}</output>"


def test_a_budget_is_never_exceeded_and_never_raises() -> None:
    for calls in range(1, 12):
        model = Model()
        flow = self_fix(TASK, SelfFix(turns=4, sampling=SAMPLING))
        fixed, ledger = run(with_usage(with_budget(flow, Budget(calls=calls))), model)
        assert sum(need.n for need in model.asked) <= calls
        assert sum(spent.calls for spent in ledger.values()) == sum(need.n for need in model.asked)
        assert len(fixed.turns) >= 1


def test_a_budget_of_tokens_counts_what_was_written_or_all_that_may_be() -> None:
    options = SelfVerify(k=2, sampling=SAMPLING)
    known, unknown = Model(), Model(tokens=None)
    for model in (known, unknown):
        run(with_budget(self_verify(TASK, options), Budget(tokens=2 * 100)), model)
    assert len(known.asked) == 1  # 20 written; a prediction may have 2048, as it has no sampling of its own
    assert len(unknown.asked) == 1
    assert run(with_budget(self_verify(TASK, options), Budget(tokens=150)), Model()).chosen is None


def test_a_ledger_sums_by_role_and_admits_what_it_does_not_know() -> None:
    _, ledger = run(with_usage(self_verify(TASK, SelfVerify(k=2))), Model())
    assert ledger["solve"] == Usage(2, 0, 7, 20, 0.5, 2.0)
    assert ledger["simulate"] == Usage(4, 0, 28, 40, 2.0, 8.0)
    _, vague = run(with_usage(self_verify(TASK, SelfVerify(k=2))), Model(tokens=None))
    assert vague["solve"].completion_tokens is None
    assert merge_usage([ledger, vague])["solve"] == Usage(4, 0, None, None, 1.0, 4.0)
    _, failed = run(
        with_usage(self_verify(TASK, SelfVerify(k=2))), lambda needs: [RequestFailed("no")] * len(needs)
    )
    assert failed == {"solve": Usage(failed=2)}


def test_self_consistency_takes_what_most_agree_on() -> None:
    model = Model(["print(7)", "print(8)", "no code", "print(8)  # eight"])
    model.text = lambda need, number: (  # type: ignore[method-assign]
        Model.text(model, need, number)
        if need.role != Role.SIMULATE
        else f"<output>{'7' if 'print(7)' in need.prompt else '8'}</output>"
    )
    consensus = run(self_consistency(PublicProblem("?"), SelfConsistency(k=4)), model)
    assert consensus.inputs == ("1 1\n", "5 6\n")
    assert consensus.tied == (1, 3)
    assert consensus.votes == (2, 4, 0, 4)
    assert [one.output for one in consensus.outputs[0]] == ["7", "7"]
    assert consensus.confidence == pytest.approx(2 / 3)
    assert consensus.program is not None
    simulated = [need.prompt for need in model.asked if need.role == Role.SIMULATE]
    assert len(simulated) == 4  # two programs, two inputs


def test_self_consistency_without_inputs_or_programs() -> None:
    model = Model()
    model.text = lambda need, number: (  # type: ignore[method-assign]
        "no" if need.role == Role.GENERATE_INPUTS else Model.text(model, need, number)
    )
    nothing = run(self_consistency(PublicProblem("?"), SelfConsistency(k=2)), model)
    assert (nothing.tied, nothing.confidence) == ((0, 1), None)
    assert run(self_consistency(PublicProblem("?"), SelfConsistency(k=2)), Model(["no code"])).chosen is None
    same = run(self_consistency(PublicProblem("?"), SelfConsistency(k=2)), Model(["print(1)"]))
    assert same.confidence == 1.0


def test_its_oracle_runs_the_programs() -> None:
    asked: list[Request] = []

    def model(needs: Sequence[Request]) -> list[Response]:
        asked.extend(needs)
        return [
            Model().answer(n) if isinstance(n, SampleRequest) else RequestFailed("not here") for n in needs
        ]

    run(self_consistency(PublicProblem("?"), SelfConsistency(k=2, predictor=ExecutionPredictor())), model)
    assert sum(not isinstance(need, SampleRequest) for need in asked) == 4


def drafts_of(*sources: str) -> list[Candidate]:
    return [Candidate("x" * (100 - 10 * i), Program(source)) for i, source in enumerate(sources)]


def test_ties() -> None:
    candidates = drafts_of("print(3)", "print(4)", "print(5)")
    for tie, chosen in ((TieBreak.FIRST, 0), (TieBreak.SHORTEST, 1)):
        assert (
            run(select_by_prediction(TASK, candidates, SelfVerify(tie_break=tie)), Model()).chosen == chosen
        )
    drawn = {
        run(select_by_prediction(TASK, candidates, SelfVerify(seed=seed)), Model()).chosen
        for seed in range(20)
    }
    assert drawn == {0, 1}


def test_abstaining() -> None:
    candidates = drafts_of("print(3)", "print(5)")
    sure = run(select_by_prediction(TASK, candidates, SelfVerify(score_all_contenders=True)), Model())
    assert (sure.chosen, sure.confidence) == (0, 0.5)
    assert run(select_by_prediction(TASK, candidates, SelfVerify(abstain_below=0.5)), Model()).chosen == 0
    unsure = run(select_by_prediction(TASK, candidates, SelfVerify(abstain_below=0.6)), Model())
    assert (unsure.chosen, unsure.program, unsure.tied) == (None, None, (0,))
    assert (
        run(
            select_by_prediction(PublicProblem("?"), candidates, SelfVerify(abstain_below=0.1)), Model()
        ).chosen
        is None
    )
    lazy = run(select_by_prediction(TASK, drafts_of("print(3)"), SelfVerify()), Model())
    assert (lazy.chosen, lazy.confidence) == (0, None)  # nothing to decide, nothing asked
