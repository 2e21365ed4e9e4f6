from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ses_plugin.drivers import Handler, arun, dispatch_round, run, run_lockstep
from ses_plugin.errors import UsageError
from ses_plugin.prompts import V1
from ses_plugin.strategies import (
    Candidate,
    Completions,
    ExecuteRequest,
    ExecutionPredictor,
    Flow,
    ModelPredictor,
    Pruning,
    Request,
    RequestFailed,
    Response,
    Role,
    SampleRequest,
    SamplingParams,
    SelfFix,
    SelfFixResult,
    SelfVerify,
    SelfVerifyResult,
    TieBreak,
    predicted_output_matches,
    select_by_prediction,
    self_fix,
    self_verify,
    shortest_candidate,
)
from ses_plugin.transcript import RecordingBackend, read_transcript, replay_backend
from ses_plugin.types.problem import PublicProblem, Test
from ses_plugin.types.program import ExecutionResult, Outcome, Program

TASK = PublicProblem("Print the sum of two numbers.", (Test("1 2", "3"), Test("2 2", "4"), Test("5 -5", "0")))
RIGHT = "print(sum(map(int, input().split())))"
WRONG = "a, b = map(int, input().split())\nprint(a * b)"


def coded(source: str) -> str:
    return f"Let me think.\n```python\n{source}\n```\n"


class Scripted:
    """A model: candidates in turn, predictions by a function, decisions in turn."""

    def __init__(self, solutions: Sequence[str], predict: object = None, fixes: Sequence[str] = ()) -> None:
        self.solutions, self.fixes = list(solutions), list(fixes)
        self.predict = predict if callable(predict) else (lambda source, text, seed: "?")
        self.asked: list[Request] = []
        self.rounds = 0

    def __call__(self, needs: Sequence[Request]) -> list[Response]:
        self.rounds += 1
        self.asked += needs
        return [self.answer(need) for need in needs]

    def answer(self, need: Request) -> Response:
        if isinstance(need, ExecuteRequest):
            return interpreted(need)
        match need.role:
            case Role.SOLVE:
                return (
                    Completions(tuple(self.solutions[: need.n]))
                    if self.solutions
                    else RequestFailed("no model")
                )
            case Role.FIX:
                return Completions((self.fixes.pop(0),)) if self.fixes else RequestFailed("no model")
        source = need.prompt.split("<program>\n")[1].split("\n</program>")[0]
        text = need.prompt.split("<input>\n")[1].split("\n</input>")[0]
        said = self.predict(source, text, need.seed)
        return RequestFailed("down") if said is None else Completions((f"<output>{said}</output>",))


def interpreted(need: ExecuteRequest) -> ExecutionResult:
    a, b = map(int, need.input.split())
    if "sum(" in need.program.source:
        return ExecutionResult(Outcome.OK, f"{a + b}\n", "", None, None, "none")
    if "a * b" in need.program.source:
        return ExecutionResult(Outcome.OK, f"{a * b}\n", "", None, None, "none")
    return ExecutionResult(Outcome.EXCEPTION, "", "", None, "boom", "none")


def truth(source: str, text: str, seed: int) -> str:
    return interpreted(ExecuteRequest(Program(source), text, None)).stdout  # type: ignore[arg-type]


def test_self_verify_takes_what_passes_by_prediction() -> None:
    model = Scripted([coded(WRONG), "no code here", coded(RIGHT), coded("print(")], truth)
    choice = run(self_verify(TASK, SelfVerify(k=4)), model)
    assert (choice.chosen, choice.program) == (2, Program(RIGHT + "\n"))
    assert all(
        "sum of two" not in n.prompt
        for n in model.asked
        if isinstance(n, SampleRequest) and n.role == "simulate"
    )


def test_the_oracle_is_the_same_strategy() -> None:
    model = Scripted([coded(WRONG), coded(RIGHT)])
    choice = run(self_verify(TASK, SelfVerify(k=2, predictor=ExecutionPredictor())), model)
    assert choice.chosen == 1
    assert any(isinstance(need, ExecuteRequest) for need in model.asked)


def test_identical_programs_are_simulated_once_and_share_the_luck() -> None:
    variant = f"# the sum\n{RIGHT}  # of both\n"
    model = Scripted([coded(RIGHT), coded(variant), coded(WRONG)], truth)
    choice = run(self_verify(TASK, SelfVerify(k=3)), model)
    assert choice.tied == (0, 1)
    simulated = {n.prompt for n in model.asked if isinstance(n, SampleRequest) and n.role == "simulate"}
    assert all(variant.strip() not in prompt for prompt in simulated)


def test_who_has_failed_a_test_is_asked_again_only_if_nobody_passes_all() -> None:
    assert (
        asked(Pruning.KEEP_TIES, RIGHT, *variants(WRONG)) == 3 + 3
    )  # all tests of one, the first of the others
    assert asked(Pruning.KEEP_TIES, *variants(WRONG)) == 3 * 3
    assert asked(Pruning.KEEP_TIES, *variants(RIGHT)) == 3 * 3


def test_where_the_choice_alone_is_wanted_one_candidate_that_passes_all_is_enough() -> None:
    assert asked(Pruning.WINNER_ONLY, *variants(RIGHT)) <= 3 + 1
    hopeless = variants("print('?')")
    assert asked(Pruning.WINNER_ONLY, *hopeless) == 3 * 2, (
        "who wins if nobody passes anything need not be known"
    )
    assert asked(Pruning.WINNER_ONLY, RIGHT) == asked(Pruning.KEEP_TIES, RIGHT) == 0
    assert asked(Pruning.NONE, RIGHT) == 3


def variants(code: str) -> list[str]:
    return [f"{code}\npass\nx = {n}" for n in range(3)]


def asked(prune: Pruning, *candidates: str) -> int:
    model = Scripted([coded(candidate) for candidate in candidates], truth)
    run(self_verify(TASK, SelfVerify(k=len(candidates), pruning=prune)), model)
    return sum(isinstance(n, SampleRequest) and n.role == "simulate" for n in model.asked)


def test_nothing_to_choose_from() -> None:
    assert run(self_verify(TASK, SelfVerify(k=2)), Scripted([])).chosen is None
    assert run(self_verify(TASK, SelfVerify(k=2)), Scripted(["no", "none"])).program is None
    alone = run(
        self_verify(PublicProblem("no tests"), SelfVerify(k=2)), Scripted([coded(RIGHT), coded(WRONG)])
    )
    assert alone.tied == (0, 1)


def test_short1_is_the_shortest_reply_with_a_program() -> None:
    candidates = (
        Candidate("long " * 9, Program("a")),
        Candidate("x", None),
        Candidate("short", Program("b")),
    )
    assert shortest_candidate(candidates) is candidates[2]
    assert shortest_candidate(candidates[1:2]) is None


# --- the choice is that of asking everything ------------------------------------------------------------


def chance(*parts: object) -> int:
    return int.from_bytes(hashlib.sha256(repr(parts).encode()).digest()[:4], "big")


@given(
    tie=st.sampled_from(TieBreak),
    programs=st.lists(st.integers(0, 4), max_size=7),
    tests=st.integers(0, 4),
    votes=st.integers(1, 5),
    world=st.integers(0, 10_000),
    failing=st.integers(0, 4),
)
def test_pruning_does_not_change_the_choice(
    tie: TieBreak, programs: list[int], tests: int, votes: int, world: int, failing: int
) -> None:
    """Also where calls fail: `failing` of 4 of them."""
    task = PublicProblem("?", tuple(Test(str(n), "1 " * (chance(world, n) % 3) + "1") for n in range(tests)))
    drafts = [Candidate("." * (n % 3), Program(f"print({n})") if n else None) for n in programs]

    def came(source: str, text: str, seed: int) -> bool | None:
        """Whether a vote is for a pass; None if its call fails."""
        if chance(world, "fails", source, text, seed) % 4 < failing:
            return None
        return chance(world, source, text, seed) % 3 > 0

    def predict(source: str, text: str, seed: int) -> str | None:
        right = came(source, text, seed)
        return None if right is None else task.public_tests[int(text)].output if right else "0"

    choices: list[SelfVerifyResult] = []
    calls = []
    for prune in Pruning:
        model = Scripted([], predict)
        options = SelfVerify(pruning=prune, predictor=ModelPredictor(votes=votes), seed=world, tie_break=tie)
        choices.append(run(select_by_prediction(task, drafts, options), model))
        calls.append(len(model.asked))
    nothing, ties, alone = choices
    assert nothing.chosen == ties.chosen == alone.chosen
    assert nothing.tied == ties.tied
    assert set(alone.tied) <= set(ties.tied)
    assert calls[0] >= max(calls[1:])
    for draft, passed in zip(drafts, nothing.predicted_passes, strict=True):
        if draft.program is not None:
            source = draft.program.source
            ballots = [[came(source, str(n), seed) for seed in range(votes)] for n in range(tests)]
            assert passed == {n: majority(ballot) for n, ballot in enumerate(ballots)}


def majority(ballot: list[bool | None]) -> bool | None:
    right, wrong = ballot.count(True), ballot.count(False)
    return right > wrong if right + wrong else None


# --- calls that fail ----------------------------------------------------------------------------------------


def failing_for(*sources: str) -> Scripted:
    """A model whose predictions of these programs never come; the others are true."""

    def predict(source: str, text: str, seed: int) -> str | None:
        return None if source.strip() in sources else truth(source, text, seed)

    return Scripted([], predict)


def chosen_of(model: Scripted, *sources: str, **options: Any) -> SelfVerifyResult:
    drafts = [Candidate(source, Program(source)) for source in sources]
    return run(select_by_prediction(TASK, drafts, SelfVerify(score_all_contenders=True, **options)), model)


NOTHING_PRINTED = "print('?')"


@pytest.mark.parametrize("prune", Pruning)
def test_a_call_that_failed_is_no_wrong_prediction(prune: Pruning) -> None:
    """Who fails by prediction is not preferred to who is not known; who passes is."""
    for sources, best in (
        ((NOTHING_PRINTED, WRONG), 1),  # nothing known of the second, the first fails everything
        ((WRONG, RIGHT), 1),  # nothing known of the first, the second passes everything
    ):
        unknown = WRONG
        for order in (sources, sources[::-1]):
            choice = chosen_of(failing_for(unknown), *order, pruning=prune)
            assert choice.chosen == order.index(sources[best])
            assert choice.confidence == (None if sources[best] == unknown else 1.0)


@pytest.mark.parametrize("prune", Pruning)
def test_without_any_prediction_the_choice_is_drawn(prune: Pruning) -> None:
    choice = chosen_of(failing_for(RIGHT, WRONG), RIGHT, WRONG, pruning=prune)
    assert choice.chosen in {0, 1}
    assert choice.confidence is None
    assert not [
        verdict for passed in choice.predicted_passes for verdict in passed.values() if verdict is not None
    ]


def test_confidence_is_of_what_was_predicted() -> None:
    def predict(source: str, text: str, seed: int) -> str | None:
        return truth(source, text, seed) if text == "1 2" else None

    choice = chosen_of(Scripted([], predict), RIGHT)
    assert (choice.predicted_passes, choice.confidence) == (({0: True, 1: None, 2: None},), 1.0)


def test_an_answer_that_is_none_counts_as_a_failed_prediction() -> None:
    """The paper's rule, for replies that came: cut off, or without an answer."""

    def unreadable(needs: Sequence[Request]) -> list[Response]:
        return [Completions(("<output>3",)) for _ in needs]

    choice = run(
        select_by_prediction(TASK, [Candidate("", Program(RIGHT))], SelfVerify(score_all_contenders=True)),
        unreadable,
    )
    assert (choice.predicted_passes, choice.confidence) == ((dict.fromkeys(range(3), False),), 0.0)


@pytest.mark.parametrize("submit_passing", [False, True])
def test_self_fix_does_not_correct_what_was_not_predicted(submit_passing: bool) -> None:
    model = Scripted([coded(RIGHT)], lambda source, text, seed: None, [coded(WRONG)] * 9)
    fixed = run(self_fix(TASK, SelfFix(submit_passing=submit_passing)), model)
    assert (fixed.stop_reason, fixed.program) == ("not predicted", Program(RIGHT + "\n"))
    assert [turn.passed for turn in fixed.turns] == [(None, None, None)]
    assert not [need for need in model.asked if isinstance(need, SampleRequest) and need.role is Role.FIX]


def test_self_fix_corrects_what_a_prediction_shows_to_be_wrong() -> None:
    def predict(source: str, text: str, seed: int) -> str | None:
        return None if text == "5 -5" else truth(source, text, seed)

    model = Scripted([coded(WRONG)], predict, [coded(RIGHT)])
    fixed = run(self_fix(TASK, SelfFix(submit_passing=True)), model)
    assert fixed.program == Program(RIGHT + "\n")
    assert [turn.passed for turn in fixed.turns] == [(False, True, None), (True, True, None)]
    assert fixed.stop_reason == "not predicted", "whether all pass is not known"


def test_an_oracle_whose_runs_failed_says_nothing() -> None:
    def broken(needs: Sequence[Request]) -> list[Response]:
        return [RequestFailed("no sandbox") for _ in needs]

    options = SelfVerify(predictor=ExecutionPredictor(), score_all_contenders=True)
    choice = run(select_by_prediction(TASK, [Candidate("", Program(RIGHT))], options), broken)
    assert (choice.chosen, choice.confidence) == (0, None)


# --- self-fix -----------------------------------------------------------------------------------------------


def test_self_fix_repairs_until_it_submits() -> None:
    model = Scripted([coded(WRONG)], truth, [f"The product is printed.\n{coded(RIGHT)}", "SUBMIT"])
    fixed = run(self_fix(TASK, SelfFix()), model)
    assert (fixed.stop_reason, len(fixed.turns), fixed.program) == ("submitted", 2, Program(RIGHT + "\n"))
    assert [turn.passed for turn in fixed.turns] == [(False, True, False), (True, True, True)]
    prompt = next(n.prompt for n in model.asked if isinstance(n, SampleRequest) and n.role == "fix")
    assert "Expected:\n3\nPredicted:\n2" in prompt


@pytest.mark.parametrize(
    ("fixes", "end"),
    [
        (["I can't tell."], "unparsed"),
        ([], "unparsed"),
        (["**SUBMIT**"], "submitted"),
        (["It is right.\n\nSubmit."], "submitted"),
        ([coded("# same\n" + WRONG)], "repeated"),
        ([coded(RIGHT)] * 9, "turns"),
    ],
)
def test_how_self_fix_ends(fixes: list[str], end: str) -> None:
    assert run(self_fix(TASK, SelfFix(turns=2)), Scripted([coded(WRONG)], truth, fixes)).stop_reason == end


def test_predictions_may_decide_what_is_submitted() -> None:
    model = Scripted([coded(WRONG)], truth, [coded("# same\nprint(3)"), coded(RIGHT), "SUBMIT"])
    fixed = run(self_fix(TASK, SelfFix(submit_passing=True)), model)
    assert (fixed.stop_reason, len(fixed.turns), fixed.program) == ("passed", 3, Program(RIGHT + "\n"))
    asked = [n.prompt for n in model.asked if isinstance(n, SampleRequest) and n.role == "fix"]
    assert len(asked) == 2
    assert not any("SUBMIT" in prompt for prompt in asked)
    for turns in (1, 10):  # also with the last turn
        options = SelfFix(turns=turns, submit_passing=True)
        right = run(self_fix(TASK, options), Scripted([coded(RIGHT)], truth))
        assert (right.stop_reason, len(right.turns)) == ("passed", 1)


def test_self_fix_without_a_program() -> None:
    fixed = run(self_fix(TASK, SelfFix()), Scripted(["I don't know."]))
    assert (fixed.stop_reason, fixed.program) == ("no program", None)
    assert run(self_fix(TASK, SelfFix()), Scripted([])).stop_reason == "no program"


# --- drivers ------------------------------------------------------------------------------------------------


def flows() -> list[Flow[SelfVerifyResult | SelfFixResult]]:
    return [
        self_verify(TASK, SelfVerify(k=3, seed=3)),
        self_fix(TASK, SelfFix(turns=3)),
        self_verify(TASK, SelfVerify(k=1)),
    ]


def backend() -> Scripted:
    return Scripted([coded(WRONG), coded(RIGHT), "none"], truth, [coded(RIGHT), "SUBMIT"])


def test_the_drivers_agree() -> None:
    one_by_one = [run(flow, backend()) for flow in flows()]

    async def awaited(flow: Flow[SelfVerifyResult | SelfFixResult]) -> SelfVerifyResult | SelfFixResult:
        model = backend()

        async def answer(needs: Sequence[Request]) -> list[Response]:
            await asyncio.sleep(0)
            return model(needs)

        return await arun(flow, answer)

    assert [asyncio.run(awaited(flow)) for flow in flows()] == one_by_one
    together = backend()
    assert run_lockstep(flows(), together) == one_by_one
    assert together.rounds == max(Rounds.of(flow) for flow in flows())
    assert run_lockstep([], together) == []


class Rounds:
    @staticmethod
    def of(flow: Flow[SelfVerifyResult | SelfFixResult]) -> int:
        model = backend()
        run(flow, model)
        return model.rounds


def test_a_backend_that_breaks_the_protocol_is_told() -> None:
    with pytest.raises(TypeError, match="1 requests with 0 responses"):
        run(self_fix(TASK, SelfFix()), lambda needs: [])
    with pytest.raises(TypeError, match="answered a Sample"):
        run(self_fix(TASK, SelfFix()), lambda needs: [Completions(("a", "b"))])


def test_a_round_is_shared_out() -> None:
    shares: list[tuple[str, int]] = []

    def simulator(needs: Sequence[SampleRequest]) -> list[Response]:
        shares.append(("simulator", len(needs)))
        return [Completions((f"predicted {need.prompt}",)) for need in needs]

    def model(needs: Sequence[SampleRequest]) -> list[Response]:
        shares.append(("model", len(needs)))
        return [Completions((f"solved {need.prompt}",)) for need in needs]

    def by(need: Request) -> Handler:
        return simulator if isinstance(need, SampleRequest) and need.role is Role.SIMULATE else model

    needs = [
        SampleRequest(str(number), Role.SIMULATE if number % 2 else Role.FIX, SamplingParams())
        for number in range(3)
    ]
    replies = [Completions(("solved 0",)), Completions(("predicted 1",)), Completions(("solved 2",))]
    assert dispatch_round(needs, by) == replies
    assert shares == [("model", 2), ("simulator", 1)]
    assert dispatch_round(needs[:1], by, always=[simulator]) == replies[:1]
    assert shares[2:] == [("simulator", 0), ("model", 1)]
    with pytest.raises(ValueError, match="shorter"):
        dispatch_round(needs, lambda need: lambda own: [])


def test_a_transcript_replays_and_resumes(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    model = backend()
    result = run(flows()[0], RecordingBackend(model, path))
    assert run(flows()[0], replay_backend(read_transcript(path))) == result
    assert [need for need, _ in read_transcript(path)] == model.asked
    whole = path.read_text()
    path.write_text(whole[: len(whole) // 2])  # as if killed
    again = backend()
    assert run(flows()[0], RecordingBackend(again, path)) == result
    assert 0 < len(again.asked) < len(model.asked)
    assert path.read_text() == whole
    with pytest.raises(UsageError, match="recorded by another run"):
        run(self_verify(PublicProblem("another"), SelfVerify(k=3)), replay_backend(read_transcript(path)))
    with pytest.raises(UsageError, match="ends before"):
        run(flows()[0], replay_backend(read_transcript(path)[:2]))
    path.write_text("junk\n" + whole)
    with pytest.raises(UsageError, match="line 1"):
        read_transcript(path)


@pytest.mark.parametrize("text", ['{"need": 1}', "notes", '{"a": 1}\n{"b": 2}', '{"need": "Sample", "te'])
def test_a_file_that_is_no_transcript_is_not_changed(tmp_path: Path, text: str) -> None:
    path = tmp_path / "run.jsonl"
    path.write_text(text)
    with pytest.raises(UsageError, match="line 1: not a line of a transcript"):
        RecordingBackend(backend(), path)
    assert path.read_text() == text


def test_strategies_ask_in_the_words_of_a_prompt_set() -> None:
    words = replace(
        V1,
        solve_stdin="SOLVE $statement $examples",
        stdin=f"SIMULATE {V1.stdin}",
        fix="FIX $statement $program $tests",
    )
    model = Scripted([coded(WRONG), coded(RIGHT)], truth, ["SUBMIT"])
    run(self_verify(TASK, SelfVerify(k=2, predictor=ModelPredictor(prompts=words), prompts=words)), model)
    run(self_fix(TASK, SelfFix(turns=2, predictor=ModelPredictor(prompts=words), prompts=words)), model)
    begins = {need.role: need.prompt.split()[0] for need in model.asked if isinstance(need, SampleRequest)}
    assert begins == {Role.SOLVE: "SOLVE", Role.SIMULATE: "SIMULATE", Role.FIX: "FIX"}


def test_runs_are_recorded_too(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    options = SelfVerify(k=2, predictor=ExecutionPredictor())
    first = run(self_verify(TASK, options), RecordingBackend(Scripted([coded(WRONG), coded(RIGHT)]), path))
    again = Scripted([])
    assert run(self_verify(TASK, options), RecordingBackend(again, path)) == first
    assert again.rounds == 0


def test_values_pass_as_in_an_assert() -> None:
    """As the judge takes them: a mean of 2.0 is 2, but no list is a tuple, and programs' outputs are text."""
    function, program = Program("", "f"), Program("")
    assert predicted_output_matches(function, Test("", "2"), "2.0")
    assert predicted_output_matches(function, Test("", "[1, 0.3]"), "[1.0, 0.30000000000000004]")
    assert not predicted_output_matches(function, Test("", "[1]"), "(1,)")
    assert not predicted_output_matches(program, Test("", "2"), "3")
