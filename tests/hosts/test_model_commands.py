"""`ses solve` and `ses simulate` with the real LiteLLM, in this process."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ses_plugin.cli import main
from tests.hosts.scripted_server import Answer, serving
from tests.hosts.test_litellm import RIGHT, STATEMENT, WRONG, prompt_of, solver

Command = Callable[..., tuple[int, str, str]]


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Command:
    """Run `ses` on `solver`, or another script; return its status and what it wrote to both outputs."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))

    def call(*arguments: str, text: str = "", script: Any = solver) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "stdin", io.StringIO(text))
        with serving(script) as server:
            status = main([*arguments, "--model", "openai/m", "--api-base", server.base, "--retries", "0"])
        return status, *capsys.readouterr()

    return call


def test_solve_prints_the_code_alone(command: Command) -> None:
    status, out, told = command("solve", "-", "--k", "3", text=STATEMENT)
    assert (status, out) == (0, RIGHT + "\n")
    for line in (
        "loading LiteLLM",
        "round 1   solve 3/3",
        "2 chosen",
        "passes 2 of 2 examples by prediction",
    ):
        assert line in told
    assert "1 of the replies had no program in it." in told
    assert "cost not known" in told


def test_solve_as_json(command: Command) -> None:
    status, out, _ = command("solve", "-", "--k", "3", "--json", text=STATEMENT)
    row = json.loads(out)
    assert (status, row["program"], row["verified"]) == (0, RIGHT + "\n", True)
    chosen = next(candidate for candidate in row["candidates"] if candidate["chosen"])
    (prediction,) = chosen["examples"][0].pop("predictions")
    assert (prediction["status"], prediction["output"]) == ("answered", "7")
    assert chosen["examples"][0] == {"input": "3 4", "expected": "7", "passed": True}
    assert row["usage"]["roles"]["solve"]["usage"]["calls"] == 3
    assert row["usage"]["cost"] is None
    assert row["confidence"] == 1


def test_the_oracle_runs_the_candidates(command: Command) -> None:
    status, out, told = command("solve", "-", "--k", "3", "--oracle", text=STATEMENT)
    assert (status, out) == (0, RIGHT + "\n")
    assert "passes 2 of 2 examples when run" in told
    assert "execute" in told
    assert "simulate" not in told


def test_self_fix_and_a_plain_reply(command: Command) -> None:
    status, out, told = command("solve", "-", "--strategy", "self-fix", text=STATEMENT)
    assert (status, out) == (0, WRONG + "\n")
    assert "Solution 1 passes 1 of 2 examples by prediction; the model submits" in told
    _, out, told = command("solve", "-", "--strategy", "solve", text=STATEMENT)
    assert out == WRONG + "\n"
    assert "Nothing was verified" in told


@pytest.mark.parametrize(
    ("options", "shown"),
    [
        ([], "Predicted:\n12\n"),
        (["--fix-feedback", "explanation"], "Simulation:\nWell.\nExpected:\n7\nPredicted:\n12\n"),
        (["--fix-feedback", "explanation", "--oracle"], "3 * 4 is 12; it prints `12`."),
    ],
)
def test_what_a_fix_is_based_on(command: Command, options: list[str], shown: str) -> None:
    fixes: list[str] = []

    def script(request: dict[str, Any]) -> Answer:
        if "<solution>" in prompt_of(request):
            fixes.append(prompt_of(request))
            return Answer(f"```python\n{RIGHT}\n```")
        return solver(request)

    words = ["solve", "-", "--strategy", "self-fix", "--turns", "2", *options]
    status, out, told = command(*words, text=STATEMENT, script=script)
    assert (status, out) == (0, RIGHT + "\n"), told
    (prompt,) = fixes
    assert shown in prompt
    assert ("Simulation:" in prompt) == bool(options)


def test_a_feedback_that_does_not_exist_is_one_line(command: Command) -> None:
    words = ["solve", "-", "--strategy", "self-fix", "--fix-feedback", "all"]
    with pytest.raises(SystemExit):
        command(*words, text=STATEMENT)


def test_without_examples_one_reply_is_all_and_it_is_said(command: Command) -> None:
    status, out, told = command("solve", "-", text="Print the sum of two numbers.")
    assert (status, out) == (0, WRONG + "\n")
    assert "No examples were found, so nothing could be verified" in told
    assert "solve 1/1" in told


def test_no_program_and_no_answer_are_statuses(command: Command, tmp_path: Path) -> None:
    silent = command("solve", "-", "--k", "2", text=STATEMENT, script=lambda request: Answer("Hm."))
    assert silent[:2] == (4, "")
    assert "No reply had a program in it" in silent[2]
    down = command(
        "solve", "-", "--k", "2", "--seed", "5", text=STATEMENT, script=lambda request: Answer("down", 500)
    )
    assert down[:2] == (4, "")
    assert "The last failed call: openai/m: InternalServerError: down" in down[2]
    (tmp_path / "p.py").write_text("print(1)")
    status, out, told = command("simulate", str(tmp_path / "p.py"), script=lambda request: Answer("Hm."))
    assert (status, out) == (4, "")
    assert "gave no prediction" in told


def test_a_function_of_a_file_of_problems_and_no_private_test_in_a_prompt(
    command: Command, tmp_path: Path
) -> None:
    path = tmp_path / "mbpp.jsonl"
    row = {"text": "Add two numbers.", "code": "def add(a, b): return a + b"}
    tests = ["assert add(1, 2) == 3", "assert add(4711, 1) == 4712"]
    path.write_text("".join(json.dumps({**row, "task_id": n, "test_list": tests}) + "\n" for n in (1, 2)))

    def script(request: dict[str, Any]) -> Answer:
        assert "4711" not in prompt_of(request)
        if "<call>\nadd(1, 2)\n</call>" in prompt_of(request):
            return Answer("<output>3</output>")
        return Answer("```python\ndef add(a, b):\n    return a + b\n```")

    status, out, told = command("solve", str(path), "--id", "mbpp/2", "--k", "2", script=script)
    assert (status, out) == (0, "def add(a, b):\n    return a + b\n")
    assert "passes 1 of 1 examples by prediction" in told


def test_simulate_and_its_check(command: Command, tmp_path: Path) -> None:
    path = tmp_path / "p.py"
    path.write_text(WRONG)
    warmth: list[float] = []

    def noting(request: dict[str, Any]) -> Answer:
        warmth.append(request["temperature"])
        return solver(request)

    command("simulate", str(path), "--temperature", "0.7", text="3 4\n", script=noting)
    status, out, told = command("simulate", str(path), "--check", text="3 4\n", script=noting)
    assert (status, out, warmth) == (0, "12\n", [0.7, 0])
    assert "The prediction matches the real run." in told
    path.write_text(f"{WRONG}\nprint('more')  # sum(")
    status, out, told = command("simulate", str(path), "--check", "--votes", "3", text="3 4\n")
    assert (status, out) == (3, "7\n")
    assert "3 of 3 votes agree." in told
    assert "Line 1 differs.\n  predicted: 7\n  real:      12" in told
    path.write_text("raise ValueError(input())")
    status, _, told = command("simulate", str(path), "--check", text="3 4\n")
    assert status == 3
    assert "The real run fails (exception)" in told


def test_simulate_a_call(command: Command, tmp_path: Path) -> None:
    path = tmp_path / "f.py"
    path.write_text("def f(a, b=2):\n    return [a, b]\n")

    def script(request: dict[str, Any]) -> Answer:
        assert "<call>\nf(1, b=3)\n</call>" in prompt_of(request)
        return Answer("<output>[1,3]</output>")

    status, out, _ = command("simulate", str(path), "--entry", "f", "--check", text="1, b=3\n", script=script)
    assert (status, out) == (0, "[1,3]\n")
    status, out, _ = command(
        "simulate", str(path), "--entry", "f", "--check", "--json", text="1, b=3\n", script=script
    )
    row = json.loads(out)
    assert (status, row["output"], row["matches"], row["execution"]["value"]) == (0, "[1,3]", True, "[1, 3]")


def test_the_commands_say_what_is_missing(
    command: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "rich.live", None)
    monkeypatch.delitem(sys.modules, "ses_plugin.cli.progress", raising=False)
    status, _, told = command("solve", "-", text=STATEMENT)
    assert status == 1
    assert "pip install 'ses_plugin[litellm]'" in told


def test_simulate_shows_the_first_divergence(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "p.py"
    path.write_text("total = 0\nfor i in range(1, 4):\n    total += i\nprint(total)\n")
    reply = (
        "- For `i = 1`: `total = 0 + 1 = 1`.\n- For `i = 2`: `total = 1 + 2 = 4`. \x1b[31m\x07[bold]\n"
        "<output>\n7\n</output>"
    )
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "120")
    status, out, told = command("simulate", str(path), "--debug", script=lambda request: Answer(reply))
    assert (status, out) == (0, "7\n")
    assert "wrong_value (int): Line 3, visit 2: total is 3, not 4." in told
    assert "The explanation leaves the real run; the answer is wrong." in told
    assert "total = 1 + 2 = 4" in told
    assert "\\x1b[31m\\x07[bold]" in told
    assert not {"\x1b", "\x07"} & set(told)
    rows = [line.split() for line in told.splitlines()]
    assert ["3", "1", "total", "+=", "i", "total", "=", "1", "total", "=", "0", "+", "1", "=", "1"] in rows
    script = {"script": lambda request: Answer(reply)}
    status, out, _ = command("simulate", str(path), "--debug", "--check", "--json", **script)
    row = json.loads(out)
    assert (status, row["debug"]["verdict"], row["matches"]) == (3, "diverges", False)
    assert row["debug"]["divergence"]["divergence_class"] == "wrong_value"
    _, out, _ = command("simulate", str(path), "--json", **script)
    assert json.loads(out)["debug"] is None


def test_simulate_writes_the_comparison_as_a_page(command: Command, tmp_path: Path) -> None:
    path, page = tmp_path / "p.py", tmp_path / "debug.html"
    path.write_text("total = 0\nfor i in range(1, 4):\n    total += i\nprint(total)\n")
    reply = "- For `i = 1`: `total = 0 + 1 = 2`. </script>\n<output>\n7\n</output>"
    words = ["simulate", str(path), "--debug", "--out", str(page)]
    for _ in range(2):  # the second one overwrites its own page
        status, out, told = command(*words, script=lambda request: Answer(reply))
        assert (status, out) == (0, "7\n")
        assert "written to" in told
    text = page.read_text("utf-8")
    assert "<title>A predicted run beside the real one</title>" in text
    requests: list[Any] = []

    def refuse(request: Any) -> Answer:
        requests.append(request)
        return Answer(reply)

    status, _, told = command("simulate", str(path), "--out", str(page), script=refuse)
    assert status == 1
    assert "add --debug" in told
    page.write_text("<!doctype html>\n<title>mine</title>")
    status, _, told = command(*words, script=refuse)
    assert status == 1
    assert "was not written by this command" in told
    assert not requests, "nothing is asked before the file is known to be writable"
    assert "mine" in page.read_text("utf-8")
    page.unlink()
    status, out, told = command(*words, script=lambda request: Answer("down", 500))
    assert (status, out) == (4, "")
    assert "No page was written" in told
    assert not page.exists()
