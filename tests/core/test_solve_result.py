from __future__ import annotations

import io
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from ses_plugin.cli import main
from ses_plugin.cli.output import for_terminal
from ses_plugin.drivers import Backend, run
from ses_plugin.strategies import (
    STRATEGIES,
    Candidate,
    Completions,
    ExampleCheck,
    ModelPredictor,
    Request,
    Response,
    Role,
    SampleRequest,
    SelfConsistencyResult,
    SelfFix,
    SelfVerify,
    StrategyOptions,
    StrategyResult,
    prompted_source,
)
from ses_plugin.strategies import self_fix as fix_flow
from ses_plugin.strategies import self_verify as verify_flow
from ses_plugin.strategies.predictors import SKIPPED, PredictedOutput, PredictionStatus
from ses_plugin.strategies.self_consistency import report_agreement
from ses_plugin.strategies.self_fix import report_repair
from ses_plugin.strategies.self_verify import report_selection
from ses_plugin.types.problem import PublicProblem, Test
from ses_plugin.types.program import Program

TASK = PublicProblem("Print the sum.", (Test("1 2", "3"), Test("2 2", "4")))
RIGHT = "print(sum(map(int, input().split())))"
WRONG = "print(eval(input().replace(' ', '*')))"


def coded(source: str) -> str:
    return f"```python\n{source}\n```"


def model(*candidates: str, decision: str = "SUBMIT") -> Backend:
    def answer(needs: Sequence[Request]) -> list[Response]:
        return [reply(need) for need in needs if isinstance(need, SampleRequest)]

    def reply(need: SampleRequest) -> Response:
        if need.role is Role.SOLVE:
            return Completions(candidates[: need.n])
        if need.role is Role.FIX:
            return Completions((decision,))
        a, b = map(int, need.prompt.split("<input>\n")[1].split("\n</input>")[0].split())
        said = a + b if "sum(" in need.prompt else a * b
        return Completions((f"<output>{said}</output>",))

    return answer


def verified(*candidates: str, votes: int = 1, complete: bool = False) -> StrategyResult:
    predictor = ModelPredictor(votes=votes)
    options = SelfVerify(len(candidates), predictor=predictor, score_all_contenders=complete)
    return report_selection(run(verify_flow(TASK, options), model(*candidates)), TASK)


def source_of(result: StrategyResult) -> str | None:
    return result.program.source if result.program else None


def answered(output: str) -> PredictedOutput:
    return PredictedOutput(PredictionStatus.ANSWERED, output)


def test_what_was_predicted_of_each_candidate() -> None:
    solved = verified(coded(WRONG), coded(RIGHT), "no code", coded(f"# same\n{RIGHT}"), votes=3)
    assert (solved.verified, solved.confidence) == (True, 1.0)
    assert source_of(solved) in (RIGHT + "\n", f"# same\n{RIGHT}\n")
    first, second, third, fourth = solved.candidates
    assert [[vote.output for vote in cell.predictions[:1]] for cell in first.examples] == [["2"], []], (
        "it can't win after that"
    )
    assert [cell.passed for cell in first.examples] == [False, None]
    assert second.examples == fourth.examples, "a program is asked about once"
    assert second.tied
    assert fourth.tied
    assert (third.program, third.examples) == (None, ())
    assert solved.summary[0].endswith("passes 2 of 2 examples by prediction.")
    assert solved.summary[1:] == (
        "2 candidates tie; one of them was drawn.",
        "1 of the replies had no program in it.",
    )


def test_what_could_not_change_the_choice_is_not_asked_unless_all_is_to_be_known() -> None:
    solved = verified(coded(RIGHT), coded(RIGHT))
    assert (solved.verified, solved.confidence) == (None, None)
    assert solved.candidates[0].examples[0].passed is None
    assert verified(coded(RIGHT), coded(RIGHT), complete=True).verified is True
    assert verified(coded(WRONG), complete=True).verified is False
    assert verified("no", "none").summary == ("No reply had a program in it.",)


def test_turns_of_a_repair() -> None:
    for decision, end in (("SUBMIT", "submits"), (coded(WRONG), "repeats"), ("hm", "neither")):
        fixed = run(fix_flow(TASK, SelfFix()), model(coded(WRONG), decision=decision))
        solved = report_repair(fixed, TASK, (), simulated=False)
        assert (solved.verified, solved.confidence, source_of(solved)) == (False, 0.5, WRONG + "\n")
        assert solved.summary[0].startswith("Solution 1 passes 1 of 2 examples when run;")
        assert end in solved.summary[0]
    nothing = run(fix_flow(TASK, SelfFix()), model("no code"))
    assert report_repair(nothing, TASK, ()).program is None


def test_agreement_on_inputs_that_a_model_wrote() -> None:
    drafts = (Candidate("", Program(RIGHT)), Candidate("", Program(WRONG)), Candidate("", None))
    consensus = SelfConsistencyResult(
        drafts, ("1 2",), ((answered("3"),), (answered("2"),), (SKIPPED,)), (1, 1, 0), (0, 1), 1
    )
    solved = report_agreement(consensus)
    assert (solved.verified, solved.confidence, source_of(solved)) == (None, 0.5, WRONG)
    assert solved.candidates[0].examples == (ExampleCheck("1 2", None, (answered("3"),), None),)
    assert "the correct outputs on them are unknown" in solved.summary[0]
    none = SelfConsistencyResult(drafts, (), ((), (), ()), (0, 0, 0), (0, 1), 0)
    assert "the model wrote no inputs" in report_agreement(none).summary[0]


def test_a_plain_reply() -> None:
    def summary(reply: str, problem: PublicProblem = TASK) -> str:
        source = prompted_source(problem)
        return run(STRATEGIES["solve"].run(problem, StrategyOptions(), source), model(reply)).summary[0]

    assert summary("no code") == "No reply had a program in it."
    assert summary(coded(RIGHT)) == "Nothing was verified: this is the model's first reply."
    assert "No examples were found" in summary(coded(RIGHT), PublicProblem("no tests"))


def test_text_of_a_model_is_no_control_code() -> None:
    assert for_terminal("\x1b[2J[bold]red[/bold]\t\u202e") == "\\x1b[2J[bold]red[/bold]\\t\\u202e"
    assert for_terminal("1\n2\n3\n4\n5\n") == "1\n2\n3\n4\n... (5 lines)"
    assert for_terminal("x" * 99) == "x" * 60 + "..."


# --- the commands, up to where they would call a model ----------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["solve", "nowhere"], "nowhere: no such file or folder"),
        (["solve", "-"], "PROBLEM -: nothing on standard input"),
        (
            ["solve", "rows.jsonl", "--id", "mbpp/9"],
            "--id mbpp/9: not in rows.jsonl; there are mbpp/1, mbpp/2",
        ),
        (["solve", "rows.jsonl"], "rows.jsonl has mbpp/1, mbpp/2; choose one by --id"),
        (["solve", "empty.jsonl"], "empty.jsonl has no problem"),
        (
            ["solve", "-", "--strategy", "self-fix", "--k", "3"],
            "--k is an option of self-verify or",
        ),
        (
            ["solve", "-", "--strategy", "solve", "--oracle"],
            "--oracle is an option of self-verify or",
        ),
        (["simulate", "nowhere.py"], "nowhere.py can't be read"),
    ],
)
def test_bad_usage_is_one_line(
    arguments: list[str],
    message: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "stdin", io.StringIO(" \n"))
    row = '{"task_id": %d, "text": "?", "code": "def f(): pass", "test_list": ["assert f() == 1"]}\n'
    Path("rows.jsonl").write_text("".join(row % number for number in (1, 2)))
    Path("empty.jsonl").write_text("")
    assert main([*arguments, "--model", "openai/m"]) == 1
    out, told = capsys.readouterr()
    assert out == ""
    assert told.startswith(f"error: {message}")
    assert told.count("\n") == 1


@pytest.mark.parametrize(
    "option", ["--k=0", "--k=two", "--temperature=-1", "--temperature=warm", "--top-p=2"]
)
def test_numbers_are_checked_as_they_are_read(option: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["solve", "-", "--model", "openai/m", option])
    assert stop.value.code == 2
    assert option.split("=")[0] in capsys.readouterr().err
