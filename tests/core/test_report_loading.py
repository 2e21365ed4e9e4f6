"""Runs are read as they were written, and what is no run is refused in one sentence."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from ses_plugin import load_run, load_runs
from ses_plugin.errors import UsageError
from ses_plugin.prompts import V1
from ses_plugin.report.rows import to_entry
from ses_plugin.service.batch import BatchSolver, ResultsFile
from ses_plugin.service.options import SolveOptions
from ses_plugin.strategies.flow import Completions, Request, Role, SampleRequest, SamplingParams
from ses_plugin.transcript import RecordingBackend
from tests.core.report_runs import TIME, line, problem, sample, selection_run, write_run
from tests.core.test_batch import Model
from tests.core.test_batch import problem as batch_problem


def test_a_sample_becomes_a_row_with_everything_in_it(tmp_path: Path) -> None:
    given = problem("double")
    votes = [("yt", "yn", False), ("y-", "yy", True), ("f ", "yy", True), ("", "", False)]
    run = load_run(write_run(tmp_path, [line(given, sample(given, votes))]))
    (row,) = run.problems
    assert (run.kind, run.task, run.model, run.strategy) == ("solving", "ses_self_verify", "m", "self-verify")
    assert (row.id, row.level, row.outcome, row.calls, row.tokens) == ("double", "easy", "wrong", 4, 100)
    assert [one.outcome for one in row.candidates] == ["wrong", "right", "right", "no_answer"]
    cells = [[cell.cell_class for cell in one.cells] for one in row.candidates]
    assert cells == [
        ["true_positive", "truncated"],
        ["true_positive", "no_answer"],
        ["failed", "unknown"],
        [],
    ]
    assert {"selection_loss", "truncated", "no_answer", "failed", "no_program"} <= set(row.flags)
    assert [one.tokens for one in row.candidates] == [None] * 4
    first = row.candidates[0]
    assert first.prompt is not None
    assert "Print twice" in first.prompt
    assert first.cells[0].votes[0].prompt is not None
    assert "print(int(input()) * 2)  # 0" in first.cells[0].votes[0].prompt
    assert row.candidates[2].cells[0].votes[0].prompt is None, "a call that failed has no reply to explain"
    assert not run.notes
    entry = to_entry(row)
    assert "sample" not in entry
    assert json.loads(json.dumps(entry)) == entry


@pytest.mark.parametrize(
    ("candidates", "outcome"),
    [
        ([], "failed"),
        ([("", "", False)], "no_answer"),
        ([("yy", "yy", True)], "right"),
        ([("yy", "yy", False)], "wrong"),
    ],
)
def test_what_became_of_an_answer(
    tmp_path: Path, candidates: list[tuple[str, str, bool]], outcome: str
) -> None:
    given = problem("p")
    run = load_run(write_run(tmp_path, [line(given, sample(given, candidates))]))
    assert run.problems[0].outcome == outcome


def test_a_truncated_reply_without_a_program_is_truncated(tmp_path: Path) -> None:
    given = problem("p")
    made = sample(given, [("", "", False)])
    made = {**made, "candidates": [{**made["candidates"][0], "truncated": True}]}
    assert load_run(write_run(tmp_path, [line(given, made)])).problems[0].outcome == "truncated"


def test_prompts_are_shown_only_if_they_are_those_that_were_sent(tmp_path: Path) -> None:
    given = problem("p")
    made = sample(given, [("yy", "yy", True)])
    record = made["prompts"]
    assert record is not None
    other = {**made, "prompts": {**record, "sha256": "0", "requests": ["0" * 16]}}
    run = load_run(write_run(tmp_path / "other", [line(given, other)]))
    assert run.problems[0].candidates[0].prompt is None
    assert run.notes == (
        "3 of 3 prompts are not shown: the prompt set 'v1' has other texts here than in the run.",
    )
    unknown = {**made, "prompts": {**record, "set": "nosuch"}}
    run = load_run(write_run(tmp_path / "unknown", [line(given, unknown)]))
    assert "'nosuch' is not installed here" in run.notes[0]
    old = {name: value for name, value in made.items() if name != "prompts"} | {"version": 1}
    run = load_run(write_run(tmp_path / "old", [line(given, old)]))
    assert "version 1" in run.notes[0]
    assert V1.sha256 == record["sha256"]


def test_a_results_file_of_solve_all(tmp_path: Path) -> None:
    path = tmp_path / "results.jsonl"
    settings = {"model": "m", "strategy": "solve", "api_key": "sk-1"}
    with ResultsFile(path, settings) as results:
        problems = iter([batch_problem("a"), batch_problem("wrong"), batch_problem("c", private=False)])
        options = SolveOptions(strategy="solve")
        asyncio.run(BatchSolver(problems, options, results, Model().connect).run())
    run = load_run(path)
    outcomes = {row.id: row.outcome for row in run.problems}
    assert outcomes == {"a": "right", "wrong": "wrong", "c": None}
    assert run.model == "m"
    assert "sk-1" not in str(run)
    row = next(row for row in run.problems if row.id == "wrong")
    assert (row.candidates[0].cells[0].real_output, row.candidates[0].cells[0].real) == ("5\n", False)
    assert row.candidates[0].prompt is not None
    assert row.usage["solve"]["calls"] == 1
    assert "not judged" in run.notes[-1]


def test_rows_and_frames(tmp_path: Path) -> None:
    run = load_run(selection_run(tmp_path, [True, False]))
    pandas = pytest.importorskip("pandas")
    for table, rows in (("problems", 2), ("candidates", 4), ("cells", 8)):
        frame = run.to_frame(table)  # type: ignore[arg-type]
        assert isinstance(frame, pandas.DataFrame)
        assert len(frame) == rows
    assert run.to_frame().outcome.tolist() == ["right", "wrong"]
    with pytest.raises(
        UsageError, match="table='replies': a run of ses_self_verify has problems, candidates"
    ):
        run.rows("replies")


def test_several_tasks_and_older_runs_in_a_folder(tmp_path: Path) -> None:
    given = problem("p")
    lines = [line(given, sample(given, [("yy", "yy", True)]))]
    write_run(tmp_path, lines, "ses_self_verify")
    write_run(tmp_path, lines, "ses_verify")
    (tmp_path / "samples_ses_verify_2026-11-01T10-00-00.000000.jsonl").write_text("{}")
    runs = load_runs(tmp_path)
    assert [run.task for run in runs] == ["ses_self_verify", "ses_verify"]
    assert "2026-11-01" in runs[1].notes[0]
    with pytest.raises(UsageError, match="2 runs"):
        load_run(tmp_path)
    assert load_run(tmp_path, "ses_verify").task == "ses_verify"
    assert len(load_runs(tmp_path / f"results_{TIME}.json")) == 2
    with pytest.raises(UsageError, match="no task 'x'; there are ses_self_verify, ses_verify"):
        load_run(tmp_path, "x")


def test_secrets_stay_out(tmp_path: Path) -> None:
    config = {"model_args": "model=m,api_key=sk-1", "random_seed": 3}
    run = load_run(selection_run(tmp_path, [True], results={"config": config}))
    assert (run.settings["model_args.api_key"], run.settings["random_seed"]) == ("…", 3)


def _foreign(folder: Path) -> Path:
    row = {"doc": {"task_id": "HumanEval/0", "prompt": "def f"}, "resps": [["x"]], "filtered_resps": ["x"]}
    return write_run(folder, [row], "humaneval")


def _recording(folder: Path) -> Path:
    folder.mkdir()
    path = folder / "record.jsonl"

    def answer(requests: Sequence[Request]) -> list[Any]:
        return [Completions(("x",)) for _ in requests]

    RecordingBackend(answer, path)([SampleRequest("p", Role.SOLVE, SamplingParams())])
    return path


def _text(text: str | bytes) -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        folder.mkdir()
        path = folder / f"samples_ses_self_verify_{TIME}.jsonl"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


def _sample_of(change: Callable[[dict[str, Any]], Any]) -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        given = problem("p")
        row = line(given, sample(given, [("yy", "yy", True)]))
        made = json.loads(row["resps"][0][0])
        change(made)
        return write_run(folder, [{**row, "resps": [[json.dumps(made)]]}])

    return write


def _mixed(folder: Path) -> Path:
    given = problem("p")
    doc = {
        "id": "i",
        "cluster": "c",
        "code": "x",
        "entry": None,
        "input": "",
        "output": "1",
        "features": None,
    }
    other = {"doc": doc, "arguments": {"gen_args_0": {"arg_0": "p", "arg_1": {}}}, "resps": [["1"]]}
    return write_run(folder, [line(given, sample(given, [("yy", "yy", True)])), other])


def _empty(folder: Path) -> Path:
    folder.mkdir()
    return folder


def _results_only(folder: Path) -> Path:
    folder.mkdir()
    (folder / f"results_{TIME}.json").write_text("{}")
    return folder


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda folder: folder, "no such file or folder; give an output folder of lm_eval"),
        (_empty, "no samples of lm-eval in it; give"),
        (_results_only, "results without samples; run it again with --log_samples"),
        (_text(""), "an empty file"),
        (_text('{"doc": {"id": '), "line 1: not JSON"),
        (_text("[" * 100_000), "line 1: not JSON"),
        (_text("[1]"), "line 1: list, not an object"),
        (_text(b"\xff\xfe"), "is not UTF-8"),
        (_text('{"a": 1}'), "line 1: neither a sample of lm-eval nor a result of ses solve --all"),
        (_text('{"doc": 1, "resps": []}'), "line 1: not a sample of lm-eval"),
        (_text('{"doc": {"id": "a", "statement": 3, "public": []}, "resps": []}'), "line 1: not a sample of"),
        (_foreign, "a sample of humaneval, which is not a task of SES"),
        (_recording, "a recording, which has requests and replies, but not the problems"),
        (_sample_of(lambda made: made.update(version=9)), "line 1: a sample of version 9"),
        (_sample_of(lambda made: made.pop("usage")), r"line 1: not a sample of ses_self_verify \(KeyError"),
        (_sample_of(lambda made: made["candidates"][0].pop("examples")), "line 1: not a sample of ses_self"),
        (_mixed, "line 2: samples of two kinds of tasks in one file"),
        (_text('{"id": "a", "version": 1, "settings": {}, "candidates": []}'), "a result of version 1"),
    ],
)
def test_what_is_no_run_is_refused(tmp_path: Path, make: Callable[[Path], Path], says: str) -> None:
    with pytest.raises(UsageError, match=says) as error:
        load_runs(make(tmp_path / "run"))
    assert "\n" not in str(error.value)


def test_hostile_and_huge_texts_are_read_as_they_are(tmp_path: Path) -> None:
    given = problem("p")
    made = sample(given, [("yy", "yy", True)])
    hostile = "</script>\x1b[31m\u202eevil\u2066" + "x" * 1_000_000
    changed = {**made, "candidates": [{**made["candidates"][0], "reply": hostile}]}
    run = load_run(write_run(tmp_path, [line(given, changed)]))
    assert run.problems[0].candidates[0].reply == hostile
