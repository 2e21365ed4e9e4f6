from __future__ import annotations

import io
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from ses_plugin.cli import main
from ses_plugin.cli.solved import from_choice, from_draft, from_fixed
from ses_plugin.cli.telling import shown
from ses_plugin.drivers import run
from ses_plugin.problems import Task, Test
from ses_plugin.strategies import Draft, Need, Reply, Role, Sample, SelfFix, SelfVerify, Simulate, Texts
from ses_plugin.strategies import self_fix as fix_flow
from ses_plugin.strategies import self_verify as verify_flow
from ses_plugin.strategies.simulation import Noted

TASK = Task("Print the sum.", (Test("1 2", "3"), Test("2 2", "4")))
RIGHT = "print(sum(map(int, input().split())))"
WRONG = "print(eval(input().replace(' ', '*')))"


def coded(source: str) -> str:
    return f"```python\n{source}\n```"


def model(*candidates: str, decision: str = "SUBMIT") -> object:
    def answer(needs: Sequence[Need]) -> list[Reply]:
        return [reply(need) for need in needs if isinstance(need, Sample)]

    def reply(need: Sample) -> Reply:
        if need.role is Role.SOLVE:
            return Texts(candidates[: need.n])
        if need.role is Role.FIX:
            return Texts((decision,))
        a, b = map(int, need.prompt.split("<input>\n")[1].split("\n</input>")[0].split())
        said = a + b if "sum(" in need.prompt else a * b
        return Texts((f"<output>{said}</output>",))

    return answer


def verified(task: Task, *candidates: str, votes: int = 1) -> object:
    noted = Noted(Simulate(votes=votes))
    options = SelfVerify(len(candidates), predictor=noted)
    choice = run(verify_flow(task, options), model(*candidates))  # type: ignore[arg-type]
    return from_choice(choice, task, noted, oracle=False)


def test_what_was_predicted_of_each_candidate() -> None:
    solved = verified(TASK, coded(WRONG), coded(RIGHT), "no code", coded(f"# same\n{RIGHT}"), votes=3)
    assert (solved.verified, solved.program) in ((True, RIGHT + "\n"), (True, f"# same\n{RIGHT}\n"))  # type: ignore[attr-defined]
    first, second, third, fourth = solved.candidates  # type: ignore[attr-defined]
    assert [cell.predicted[0] for cell in first.examples] == ["2", "4"]
    assert [cell.passed for cell in first.examples] == [False, True]
    assert second.examples == fourth.examples, "a program is asked about once"
    assert second.tied
    assert fourth.tied
    assert (third.program, third.examples) == (None, ())
    assert "passes 2 of 2 examples by prediction" in solved.told[0]  # type: ignore[attr-defined]
    assert "2 candidates tie" in solved.told[1]  # type: ignore[attr-defined]


def test_what_could_not_change_the_choice_is_said_to_be_not_asked() -> None:
    solved = verified(TASK, coded(RIGHT), coded(RIGHT))
    assert solved.verified is None  # type: ignore[attr-defined]
    assert "2 not asked about" in solved.told[0]  # type: ignore[attr-defined]
    assert verified(TASK, "no", "none").program is None  # type: ignore[attr-defined]
    beaten = verified(TASK, coded(WRONG), coded(WRONG + "\n#"), coded("print(1)"))
    assert beaten.verified is False  # type: ignore[attr-defined]


def test_turns_of_a_repair() -> None:
    for decision, end in (("SUBMIT", "submits"), (coded(WRONG), "repeats"), ("hm", "neither")):
        fixed = run(fix_flow(TASK, SelfFix()), model(coded(WRONG), decision=decision))  # type: ignore[arg-type]
        solved = from_fixed(fixed, TASK, oracle=True)
        assert solved.verified is False
        assert "passes 1 of 2 examples really" in solved.told[0]
        assert end in solved.told[0]
    nothing = run(fix_flow(TASK, SelfFix()), model("no code"))  # type: ignore[arg-type]
    assert from_fixed(nothing, TASK, oracle=False).program is None


def test_one_plain_reply() -> None:
    assert from_draft(None, TASK).told == ("The model gave no program.",)
    from_text = Draft("", None)
    assert from_draft(from_text, TASK).program is None


def test_text_of_a_model_is_no_control_code() -> None:
    assert shown("\x1b[2J[bold]red[/bold]\t\u202e") == "\\x1b[2J[bold]red[/bold]\\t\\u202e"
    assert shown("1\n2\n3\n4\n5\n") == "1\n2\n3\n4\n... (5 lines)"
    assert shown("x" * 99) == "x" * 60 + "..."


# --- the commands, up to where they would call a model ----------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["solve", "nowhere"], "nowhere: found nothing"),
        (["solve", "-"], "PROBLEM -: nothing on standard input"),
        (
            ["solve", "rows.jsonl", "--id", "mbpp/9"],
            "--id mbpp/9: not in rows.jsonl; there are mbpp/1, mbpp/2",
        ),
        (["solve", "rows.jsonl"], "rows.jsonl has mbpp/1, mbpp/2; choose one by --id"),
        (["solve", "empty.jsonl"], "empty.jsonl has no problem"),
        (["solve", "-", "--strategy", "self-fix", "--k", "3"], "--k is an option of --strategy self-verify"),
        (["solve", "-", "--strategy", "solve", "--oracle"], "--oracle is for strategies that predict"),
        (["simulate", "nowhere.py"], "cannot read nowhere.py"),
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
