"""Samples of lm-eval as samples of EvalPlus and LiveCodeBench."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ses_plugin.cli import main
from ses_plugin.service.samples import SolvingSample, build_sample
from ses_plugin.strategies import CandidateReport


def sample(*programs: str | None, chosen: int | None = None, strategy: str = "self-verify") -> SolvingSample:
    """Return a sample with these programs; the number `chosen` is selected."""
    candidates = [CandidateReport(one, "", chosen=number == chosen) for number, one in enumerate(programs)]
    return build_sample(strategy, candidates)


def logged(path: Path, *rows: tuple[Any, SolvingSample], **more: Any) -> Path:
    """Write samples of our tasks: ids of problems and their samples."""
    lines = [{"doc": {"id": name}, "resps": [[json.dumps(one)]], **more} for name, one in rows]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return path


def exported(capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    assert main(["export", *map(str, arguments)]) == 0
    return capsys.readouterr().out


@pytest.mark.parametrize(
    ("one", "programs"),
    [
        (sample("a", None, strategy="solve"), ["a", ""]),
        (sample("a", "b", chosen=1), ["b"]),
        (sample(None), [""]),
        (sample("first", "last", chosen=1, strategy="self-fix"), ["last"]),
        (sample(strategy="self-fix"), [""]),
        (sample(strategy="solve"), [""]),
    ],
)
def test_all_kinds_of_answers(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, one: SolvingSample, programs: list[str]
) -> None:
    other = sample("x\u2028y", chosen=0)
    path = logged(tmp_path / "samples.jsonl", ("mbpp/7", one), ("HumanEval/0", other))
    rows = [json.loads(line) for line in exported(capsys, "evalplus", path).splitlines()]
    assert rows[:-1] == [{"task_id": "Mbpp/7", "solution": program} for program in programs]
    assert rows[-1] == {"task_id": "HumanEval/0", "solution": "x\u2028y"}
    (first, _) = json.loads(exported(capsys, "livecodebench", path))
    assert first == {"question_id": "mbpp/7", "code_list": programs}


def test_lm_evals_own_tasks(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    rows = [
        {
            "doc": {"task_id": "HumanEval/1"},
            "resps": [["  a"]],
            "filtered_resps": [["def f():\n  a"]],
            "filter": "one",
        },
        {"doc": {"task_id": 11}, "resps": [["b"]], "filtered_resps": ["b"], "filter": "one"},
        {"doc": {"task_id": 11}, "resps": [["b"]], "filtered_resps": ["c"], "filter": "two"},
    ]
    path = tmp_path / "samples.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)))
    out = tmp_path / "out.jsonl"
    assert exported(capsys, "evalplus", path, "--out", out) == ""
    assert [json.loads(line) for line in out.read_text().splitlines()] == [
        {"task_id": "HumanEval/1", "solution": "def f():\n  a"},
        {"task_id": "Mbpp/11", "solution": "b"},
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "no samples in this file"),
        ("{", "line 1: not JSON"),
        ("[]", "line 1: not a sample"),
        ('{"doc": {"id": "a"}, "resps": [["plain text"]]}', "line 1: not a sample"),
        ('{"doc": {}}', "line 1: not a sample"),
    ],
)
def test_what_is_no_sample(capsys: pytest.CaptureFixture[str], tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "samples.jsonl"
    path.write_text(text)
    assert main(["export", "evalplus", str(path)]) == 1
    assert told in capsys.readouterr().err
    assert main(["export", "evalplus", str(tmp_path / "none")]) == 1
    assert "cannot read" in capsys.readouterr().err
    good = logged(path, ("a", sample("b", chosen=0)))
    assert main(["export", "evalplus", str(good), "--out", str(tmp_path / "no" / "folder")]) == 1
    assert "--out" in capsys.readouterr().err


def test_only_the_same_samples_are_written_over(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    samples, out = logged(tmp_path / "samples.jsonl", ("a", sample("b", chosen=0))), tmp_path / "out.jsonl"
    for _ in range(2):
        assert exported(capsys, "evalplus", samples, "--out", out) == ""
    for path in (samples, out):
        before = path.read_bytes()
        assert main(["export", "livecodebench", str(samples), "--out", str(path)]) == 1
        assert "not overwritten; give another name" in capsys.readouterr().err
        assert path.read_bytes() == before


def test_a_sample_that_is_too_deep_is_told(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "samples.jsonl"
    told = json.dumps("[" * 100_000)
    for text in ("[" * 100_000, f'{{"doc": {{"id": "a"}}, "resps": [[{told}]]}}'):
        path.write_text(text)
        assert main(["export", "evalplus", str(path)]) == 1
        assert f"{path}, line 1: " in capsys.readouterr().err
