"""Self-fix with simulated runs as feedback, beside predicted outputs only: prompts, recordings, true runs."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from ses_plugin.drivers import arun_request, execute_all, run, run_request
from ses_plugin.prompts import MAX_EXPLANATION, fix_prompt
from ses_plugin.service.options import SolveOptions
from ses_plugin.service.result import result_from_row, result_to_row
from ses_plugin.service.solve import SolveResponse, estimate_expected, estimate_maximum, solve_flow
from ses_plugin.strategies import (
    Completions,
    ExecuteRequest,
    ExecutionPredictor,
    FixFeedback,
    ModelPredictor,
    Request,
    RequestFailed,
    Response,
    Role,
    SampleRequest,
    SelfFix,
    SelfFixResult,
    self_fix,
)
from ses_plugin.strategies.self_fix import report_repair
from ses_plugin.transcript import RecordingBackend, read_transcript, replay_backend
from ses_plugin.types.problem import Problem, PublicProblem, Test
from ses_plugin.types.program import Explanation, Limits, Outcome, Program

TASK = PublicProblem("Print the sum of two numbers.", (Test("1 2", "3"), Test("2 2", "4"), Test("5 -5", "0")))
RIGHT = "print(sum(map(int, input().split())))"
WRONG = "a, b = map(int, input().split())\nprint(a * b)"
EXPLAINED = FixFeedback.EXPLANATION
LIMITS = Limits(cpu_s=5)


def coded(source: str) -> str:
    return f"Thus:\n```python\n{source}\n```"


class Model:
    """Writes one solution, simulates it truly and in words, and then answers with `fixes`."""

    def __init__(self, first: str = WRONG, fixes: Sequence[str] = (coded(RIGHT), "SUBMIT")) -> None:
        self.first, self.fixes = first, list(fixes)
        self.asked: list[Request] = []

    def __call__(self, requests: Sequence[Request]) -> list[Response]:
        self.asked += requests
        return [self.answer(request) for request in requests]

    def answer(self, request: Request) -> Response:
        if isinstance(request, ExecuteRequest):
            return execute_all([request])[0]
        match request.role:
            case Role.SOLVE:
                return Completions((coded(self.first),))
            case Role.FIX:
                return Completions((self.fixes.pop(0),))
        return Completions((self.simulate(request.prompt),))

    def simulate(self, prompt: str) -> str:
        a, b = map(int, prompt.split("<input>\n")[1].split("\n</input>")[0].split())
        sign, value = ("+", a + b) if "sum(" in prompt else ("*", a * b)
        return f"It reads {a} and {b}.\n{a} {sign} {b} is {value}.\n<output>\n{value}\n</output>"

    def prompts(self, role: Role) -> list[str]:
        return [one.prompt for one in self.asked if isinstance(one, SampleRequest) and one.role is role]


# --- outputs: as before ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "digest"),
    [
        (SelfFix(), "2ec857b0adc72e28"),
        (SelfFix(submit_passing=True), "53f8b00d9849ff77"),
        (SelfFix(predictor=ExecutionPredictor(LIMITS)), "006c8f130bd38046"),
    ],
    ids=["model", "submit_passing", "oracle"],
)
def test_with_outputs_all_requests_and_recordings_are_as_they_were(
    options: SelfFix, digest: str, tmp_path: Path
) -> None:
    """The digests are of recordings that were made before there was another kind of feedback."""
    path = tmp_path / "run.jsonl"
    run(self_fix(TASK, options), RecordingBackend(Model(), path))
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    assert len(rows) > 5
    for row in rows:
        for measured in ("cpu_s", "wall_s", "peak_memory_mb", "isolation"):
            row["answered"].pop(measured, None)
    assert hashlib.sha256(json.dumps(rows).encode()).hexdigest()[:16] == digest


# --- simulated runs -------------------------------------------------------------------------------------


def explained(model: Model, **options: Any) -> SelfFixResult:
    return run(self_fix(TASK, SelfFix(fix_feedback=EXPLAINED, **options)), model)


def test_a_fix_prompt_shows_the_simulated_run_of_failed_tests_only() -> None:
    model = Model()
    fixed = explained(model)
    first, second = model.prompts(Role.FIX)
    assert "Input:\n1 2\nSimulation:\nIt reads 1 and 2.\n1 * 2 is 2.\nExpected:\n3\nPredicted:\n2\n" in first
    assert "Input:\n2 2\nExpected:\n4\nPredicted:\n4\n" in first  # by chance the product is the sum
    assert first.count("Simulation:") == 2
    assert "<output>" not in first
    assert second == fix_prompt(TASK, Program(RIGHT + "\n"), ["3", "4", "0"]), "no test fails"
    assert [turn.explanations for turn in fixed.turns] == [
        (
            Explanation("It reads 1 and 2.\n1 * 2 is 2."),
            None,
            Explanation("It reads 5 and -5.\n5 * -5 is -25."),
        ),
        (None, None, None),
    ]


def test_the_requests_are_the_same_apart_from_fix_prompts() -> None:
    plain, other = Model(), Model()
    run(self_fix(TASK, SelfFix()), plain)
    explained(other)
    for role in (Role.SOLVE, Role.SIMULATE):
        assert plain.prompts(role) == other.prompts(role)
    assert len(plain.asked) == len(other.asked), "the explanation is in the prediction: nothing more is asked"


def test_what_is_not_asked_for_is_not_explained() -> None:
    (turn,) = explained(Model(RIGHT), submit_passing=True).turns
    assert turn.explanations == ()
    (last,) = explained(Model(), turns=1).turns
    assert last.explanations == ()


def test_the_oracle_explains_the_true_runs_of_failed_tests() -> None:
    model = Model()
    fixed = explained(model, predictor=ExecutionPredictor(LIMITS))
    runs = [one for one in model.asked if isinstance(one, ExecuteRequest)]
    assert [(one.input, one.explain) for one in runs] == [
        *((test.input, False) for test in TASK.public_tests),
        ("1 2", True),
        ("5 -5", True),
        *((test.input, False) for test in TASK.public_tests),
    ]
    (prompt, _) = model.prompts(Role.FIX)
    shown = prompt.split("Simulation:\n")[1].split("\nExpected:\n3\nPredicted:\n2\n")[0]
    assert "1 * 2 is 2; it prints `2`" in shown
    assert "<output>" not in shown
    assert fixed.stop_reason == "submitted"


# --- where there is no explanation ----------------------------------------------------------------------


class OnlyOutputs(Model):
    def simulate(self, prompt: str) -> str:
        return super().simulate(prompt).partition("\n")[2].partition("\n")[2]


def test_without_an_explanation_the_outputs_are_shown_and_the_summary_says_so() -> None:
    model, plain = OnlyOutputs(), OnlyOutputs()
    fixed = explained(model, predictor=ModelPredictor(direct=True))
    run(self_fix(TASK, SelfFix(predictor=ModelPredictor(direct=True))), plain)
    assert model.prompts(Role.FIX) == plain.prompts(Role.FIX)
    assert report_repair(fixed, TASK, ()).summary[1:] == (
        "The fix prompts show only the outputs of 2 of 2 failed examples, without an explanation "
        "(the reply has only an output).",
    )
    assert len(report_repair(explained(Model()), TASK, ()).summary) == 1


def test_a_run_that_can_not_be_explained() -> None:
    long = "a, b = map(int, input().split())\nfor n in range(9000):\n    b += 0\nprint(a * b)"
    model = Model(long)
    fixed = explained(model, predictor=ExecutionPredictor(LIMITS))
    assert model.prompts(Role.FIX)[0] == fix_prompt(TASK, Program(long + "\n"), ["2\n", "4\n", "-25\n"])
    (sentence,) = report_repair(fixed, TASK, (), simulated=False).summary[1:]
    assert "only the outputs of 2 of 2 failed examples" in sentence
    assert "this trace ends before its run did" in sentence


@pytest.mark.parametrize("response", [RequestFailed("no sandbox"), None])
def test_a_backend_that_does_not_explain(response: Response | None) -> None:
    class Silent(Model):
        def answer(self, request: Request) -> Response:
            if not isinstance(request, ExecuteRequest) or not request.explain:
                return super().answer(request)
            return response or run_request(ExecuteRequest(request.program, request.input, request.limits))

    model = Silent()
    fixed = explained(model, predictor=ExecutionPredictor(LIMITS))
    assert "Simulation:" not in "".join(model.prompts(Role.FIX))
    (sentence,) = report_repair(fixed, TASK, ()).summary[1:]
    assert ("no sandbox" if response else "there are no steps") in sentence


# --- bounded in length ----------------------------------------------------------------------------------


def shown_explanation(text: str) -> str:
    prompt = fix_prompt(TASK, Program(WRONG), ["2", "4", "-25"], explanations=["", text, ""])
    return prompt.split("Simulation:\n")[1].split("\nExpected:\n4\n")[0]


def test_a_long_explanation_loses_its_middle() -> None:
    lines = [f"Step {number}: the value is {number}." for number in range(400)]
    text = "\n".join(lines)
    start, mark, end = shown_explanation(text).partition("[... ")
    count, _, end = end.partition(" characters of the simulation are left out here ...]\n")
    assert mark
    assert start.splitlines() == lines[: len(start.splitlines())], "whole lines"
    assert end.splitlines() == lines[-len(end.splitlines()) :]
    assert MAX_EXPLANATION * 0.9 < len(start) + len(end) <= MAX_EXPLANATION + 1
    assert len(start.rstrip("\n")) + len(end) + int(count) == len(text)


@pytest.mark.parametrize("text", ["x" * MAX_EXPLANATION, "a\nb", "$input </test> ${x}"])
def test_a_short_explanation_is_shown_as_it_is(text: str) -> None:
    assert shown_explanation(text) == text


@pytest.mark.parametrize("text", ["x" * 50_000, "a\n" + "x" * 50_000 + "\nb", "\n" * 50_000])
def test_one_endless_line_is_bounded_too(text: str) -> None:
    shown = shown_explanation(text)
    assert MAX_EXPLANATION * 0.9 < len(shown) < MAX_EXPLANATION + 100
    assert "characters of the simulation are left out here" in shown


# --- true runs ------------------------------------------------------------------------------------------


def explain(source: str, text: str = "", entry_point: str | None = None) -> tuple[Outcome, Explanation]:
    request = ExecuteRequest(Program(source, entry_point), text, LIMITS, explain=True)
    result = run_request(request)
    assert asyncio.run(arun_request(request)) == result
    assert run_request(ExecuteRequest(request.program, text, LIMITS)).explanation is None
    assert result.explanation is not None
    return result.outcome, result.explanation


def test_runs_are_explained_by_their_traces() -> None:
    outcome, explanation = explain("n = int(input())\nprint(n * 2)", "21\n")
    assert (outcome, explanation.reason) == (Outcome.OK, "")
    assert explanation.text.endswith("21 * 2 is 42; it prints `42`.\n\nSo the program prints:")
    outcome, explanation = explain("def f(x):\n    return x + 1", "2", "f")
    assert "2 + 1 is 3" in explanation.text
    outcome, explanation = explain("n = 0\nprint(1 // n)")
    assert outcome is Outcome.EXCEPTION
    assert "not caught: ZeroDivisionError" in explanation.text


def test_why_a_run_is_not_explained() -> None:
    random = ExecuteRequest(Program("import os\nprint(os.urandom(9))"), "", LIMITS, explain=True)
    assert run_request(random).explanation == Explanation(
        reason="a second run of the program did not end as the first did"
    )
    _, explanation = explain("n = 0\nwhile n < 20_000:\n    n += 1\nprint(n)")
    assert explanation.text == ""
    assert explanation.reason.startswith("this trace ends before its run did")
    stopped = ExecuteRequest(Program("import time\ntime.sleep(9)"), "", Limits(wall_s=0.5), explain=True)
    explanation_of_stopped = run_request(stopped).explanation
    assert explanation_of_stopped is not None
    assert explanation_of_stopped.reason.startswith("a run that was stopped (timeout")


# --- recordings, results, estimates ---------------------------------------------------------------------


def test_recordings_carry_explanations(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    options = SelfFix(predictor=ExecutionPredictor(LIMITS), fix_feedback=EXPLAINED)
    model = Model()
    fixed = run(self_fix(TASK, options), RecordingBackend(model, path))
    transcript = read_transcript(path)
    assert [request for request, _ in transcript] == model.asked
    assert run(self_fix(TASK, options), replay_backend(transcript)) == fixed
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    assert {row["version"] for row in rows} == {2}
    assert sum("explain" in row["asked"] for row in rows) == 2


def solved(model: Any, **options: Any) -> SolveResponse:
    return run(solve_flow(TASK, SolveOptions(strategy="self-fix", **options), LIMITS), model)


def test_results_as_rows_have_the_explanations() -> None:
    result = solved(Model(), fix_feedback=EXPLAINED).result
    row = result_to_row(result, with_replies=True)
    assert result_from_row(json.loads(json.dumps(row))) == result
    first = row["candidates"][0]["examples"]
    assert first[0]["explanation"] == {"text": "It reads 1 and 2.\n1 * 2 is 2."}
    assert "explanation" not in first[1]
    short = result_to_row(result)["candidates"][0]["examples"]
    assert short[0]["explanation"] == {}
    plain = result_to_row(solved(Model()).result, with_replies=True)
    assert "explanation" not in json.dumps(plain)


class Prices:
    """A token is a word."""

    def count(self, role: Role, text: str) -> int:
        return len(text.split())

    def price(self, role: Role, prompt_tokens: int, completion_tokens: int) -> float | None:
        return None


@pytest.mark.parametrize("oracle", [False, True])
def test_estimates_count_the_longer_prompts(oracle: bool) -> None:
    problem = Problem("sum", TASK, limits=LIMITS)
    tokens: dict[FixFeedback, list[int]] = {}
    for feedback in FixFeedback:
        options = SolveOptions(strategy="self-fix", turns=2, oracle=oracle, fix_feedback=feedback)
        estimates = (
            estimate_expected(problem, options, Prices(), 300),
            estimate_maximum(problem, options, Prices()),
        )
        tokens[feedback] = [one[Role.FIX].prompt_tokens or 0 for one in estimates if one is not None]
    (expected, most), (longer, still_more) = tokens[FixFeedback.OUTPUTS], tokens[EXPLAINED]
    assert longer > expected
    assert still_more > most if oracle else still_more == most, "predictions count as a whole in any case"
