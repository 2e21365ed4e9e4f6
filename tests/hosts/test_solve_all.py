"""`ses solve --all` and `--dry-run` with the real LiteLLM, in this process."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from ses_plugin.cli import main
from tests.hosts.scripted_server import Answer, Scripted, serving
from tests.hosts.test_chaos import problems
from tests.hosts.test_litellm import solver


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "problems.jsonl").write_text(problems(4), "utf-8")
    return tmp_path


def command(server: Scripted, folder: Path, *arguments: str) -> int:
    own = ["solve", str(folder / "problems.jsonl"), "--all", *arguments]
    return main([*own, "--model", "openai/m", "--api-base", server.base, "--retries", "0", "--k", "2"])


def test_all_problems_go_into_a_file_and_the_next_run_goes_on(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = folder / "results.jsonl"

    def failing(request: dict[str, Any]) -> Answer:
        broken = "Problem 2" in request["messages"][0]["content"] and request.get("seed") == 1
        return Answer("down", 500) if broken else solver(request)

    with serving(failing) as server:
        assert command(server, folder, "--out", str(out)) == 3
        stderr = capsys.readouterr().err
        assert "3 problems; 3 with a program, 3 verified" in stderr
        assert "1 unfinished: calls failed" in stderr
        first_calls = len(server.asked)
        server.script = solver
        assert command(server, folder, "--out", str(out), "--json") == 0
        row = json.loads(capsys.readouterr().out)
        later_calls = len(server.asked) - first_calls
        assert row["usage"]["roles"]["solve"]["usage"]["calls"] == 1
        assert later_calls == 3, "the candidate that failed, and two predictions about it"
        assert (row["problems"], row["unfinished"], row["pass_at_1"]) == (4, 0, None)
        assert command(server, folder, "--out", str(out)) == 0
        assert len(server.asked) == first_calls + later_calls
        assert "4 problems, 4 of them from earlier runs" in capsys.readouterr().err
        assert command(server, folder, "--out", str(out), "--seed", "7") == 1
        assert "made with seed = 0, not 7" in capsys.readouterr().err
    rows = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert {row["id"] for row in rows} == {f"sum/{number}" for number in range(4)}


def test_a_limit_stops_and_a_higher_one_goes_on(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = folder / "results.jsonl"
    with serving(solver) as server:
        assert command(server, folder, "--out", str(out), "--max-run-calls", "8", "--concurrency", "1") == 3
        stderr = capsys.readouterr().err
        assert "Stopped: the limit of 8 calls is reached" in stderr
        assert len(server.asked) == 8
        assert command(server, folder, "--out", str(out), "--max-run-calls", "8", "--concurrency", "1") == 3
        assert len(server.asked) == 8
        assert command(server, folder, "--out", str(out), "--max-run-calls", "99") == 0
        assert len({json.dumps(request, sort_keys=True) for request in server.asked}) == len(server.asked)


def test_a_limit_holds_for_a_repetition_that_begins_with_another_problem(folder: Path) -> None:
    out, path = folder / "results.jsonl", folder / "problems.jsonl"
    limited = ("--out", str(out), "--max-run-calls", "7", "--concurrency", "1")
    with serving(solver) as server:
        assert command(server, folder, *limited) == 3
        assert len(server.asked) == 7
        rows = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
        assert sum(row["usage_total"]["calls"] for row in rows) < 7, "some replies are of unfinished problems"
        path.write_text("".join(reversed(path.read_text("utf-8").splitlines(keepends=True))), "utf-8")
        assert command(server, folder, *limited) == 3
        assert len(server.asked) == 7


def test_a_budget_is_that_of_each_problem(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = folder / "results.jsonl"
    with serving(solver) as server:
        assert command(server, folder, "--out", str(out), "--max-calls", "2") == 0
        rows = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
        assert [row["usage_total"]["calls"] for row in rows] == [2] * 4
        assert all("k=2 was lowered to 1: max_calls=2" in row["summary"][-1] for row in rows)
        assert command(server, folder, "--out", str(out), "--max-calls", "9") == 1
        assert "made with max_calls = 2, not 9" in capsys.readouterr().err
        fresh = str(folder / "fresh.jsonl")
        assert command(server, folder, "--out", fresh, "--max-total-tokens", "512") == 1
        stderr = capsys.readouterr().err
        assert "--max-total-tokens 512: a problem takes a reply of up to 2048 tokens" in stderr
        assert "give at least 2048, or a lower --max-tokens" in stderr


def test_a_dry_run_calls_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with serving(solver) as server:
        assert command(server, folder, "--dry-run", "--votes", "3") == 0
        output = capsys.readouterr()
        assert command(server, folder, "--dry-run", "--json") == 0
        row = json.loads(capsys.readouterr().out)
        assert not server.asked
    assert output.out == ""
    assert "4 problems to solve" in output.err
    assert "8 / 8" in output.err
    assert "/ 48" in output.err
    assert row["at_most"]["simulate"]["calls"] == 4 * 2 * 2
    assert row["expected"]["solve"]["cost"] is None


def test_a_dry_run_needs_no_key(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in os.environ if name.endswith("_API_KEY")]:
        monkeypatch.delenv(name)
    arguments = ["solve", str(folder / "problems.jsonl"), "--all", "--dry-run", "--json"]
    models = ["--model", "openai/gpt-4o-mini", "--simulator", "anthropic/claude-haiku-4-5"]
    assert main([*arguments, *models, "--max-cost", "5"]) == 0
    row = json.loads(capsys.readouterr().out)
    assert 0 < row["expected"]["solve"]["cost"] < row["at_most"]["simulate"]["cost"]
    assert main([*arguments, "--model", "nosuch"]) == 1
    assert "LiteLLM knows no such provider" in capsys.readouterr().err
    assert main([*arguments, "--model", "openai/no-such-model", "--max-cost", "5"]) == 1
    assert "no price for openai/no-such-model" in capsys.readouterr().err


def test_all_needs_a_file(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with serving(solver) as server:
        assert command(server, folder) == 1
        assert "--all and --out go together" in capsys.readouterr().err


def package(folder: Path, validator: str) -> None:
    """Write a package whose answers a validator in the language of this file name checks."""
    texts = {
        "problem.yaml": "validation: custom\n",
        "problem_statement/problem.en.md": f"Print number {folder.name}.\n",
        "data/secret/1.in": "1\n",
        "data/secret/1.ans": "1\n",
        f"output_validators/check/{validator}": "# Python 3\nimport sys\nsys.exit(42)\n",
    }
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def test_a_package_that_cannot_be_judged_is_named_and_left_out(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    packages, out = folder / "packages", folder / "results.jsonl"
    for name in ("a", "c"):
        package(packages / name, "check.py")
    for name in ("b", "d"):
        package(packages / name, "check.cpp")
    arguments = ["solve", str(packages), "--model", "openai/m", "--retries", "0", "--strategy", "solve"]
    with serving(lambda request: Answer("```python\nprint(1)\n```")) as server:
        more = ["--all", "--out", str(out), "--json", "--api-base", server.base]
        for _ in range(2):
            assert main([*arguments, *more]) == 0
            output = capsys.readouterr()
            assert [row["id"] for row in map(json.loads, out.read_text().splitlines())] in (
                ["a", "c"],
                ["c", "a"],
            )
            assert len(json.loads(output.out)["left_out"]) == 2
            for name in ("b", "d"):
                assert f"left out: {packages / name}: the output validator" in output.err
            assert "2 left out" in output.err
        assert len(server.asked) == 2
        assert main([*arguments, "--id", "c", "--api-base", server.base]) == 0
        assert main([*arguments, "--id", "d", "--api-base", server.base]) == 1
        assert "there are a, c; 2 can't be used" in capsys.readouterr().err
        assert main([*arguments, "--all", "--dry-run", "--api-base", server.base]) == 0
        assert f"left out: {packages / 'd'}" in capsys.readouterr().err


def test_an_invalid_private_test_is_reported_before_the_first_call(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = folder / "problems.jsonl"
    *rows, last = [json.loads(line) for line in path.read_text().splitlines()]
    last["private"] = [["1 2", "3"], ["1 2", 3]]
    path.write_text("".join(json.dumps(row) + "\n" for row in (*rows, last)))
    with serving(solver) as server:
        assert command(server, folder, "--out", str(folder / "results.jsonl")) == 1
        assert not server.asked
    stderr = capsys.readouterr().err
    assert f"error: {path}, line 4: private test 2 is ['1 2', 3]" in stderr
    assert "(problem 'sum/3')" in stderr


def test_a_file_that_is_not_ours_is_not_changed(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = folder / "notes.json"
    out.write_text('{"a": 1}')
    with serving(solver) as server:
        assert command(server, folder, "--out", str(out)) == 1
        assert not server.asked
    assert out.read_text() == '{"a": 1}'
    assert "line 1: not a result" in capsys.readouterr().err
