"""Reports with the debugger: where the explanations of output prediction leave the real runs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from ses_plugin.cli.main import main
from ses_plugin.debugger.report import DebugReport
from ses_plugin.debugger.summary import summarize_reports
from ses_plugin.errors import SandboxError
from ses_plugin.prompts import output_prediction_prompt
from ses_plugin.report import divergences
from ses_plugin.report.build import build_page_data
from ses_plugin.report.divergences import with_divergences
from ses_plugin.report.loading import load_run, load_runs
from ses_plugin.types.program import Program
from tests.core.report_runs import selection_run, write_run

LOOP = "total = 0\nfor i in range(1, 4):\n    total += i\nprint(total)\n"
TRUE = "- For `i = 1`: `total = 0 + 1 = 1`.\n- For `i = 2`: `total = 1 + 2 = 3`.\n<output>\n6\n</output>"
DIVERGES = TRUE.replace("1 + 2 = 3", "1 + 2 = 4").replace("6", "7")
IMPOSSIBLE = DIVERGES.replace("7", "6")
NOTHING = "<output>\n6\n</output>"
CASES = ([TRUE], [DIVERGES], [IMPOSSIBLE], [NOTHING])


def row(name: str, replies: Sequence[str], code: str = LOOP, output: str = "6\n") -> dict[str, Any]:
    """Return a line of lm-eval's samples of an output prediction."""
    doc = {"id": name, "cluster": name, "code": code, "entry": None, "input": "", "output": output}
    return {
        "doc": {**doc, "difficulty": None, "correct": None, "features": None},
        "arguments": {"gen_args_0": {"arg_0": output_prediction_prompt(Program(code), ""), "arg_1": {}}},
        "resps": [list(replies)],
        "filtered_resps": list(replies),
        "metrics": ["pass@1"],
    }


def run_of(folder: Path, rows: Sequence[dict[str, Any]]) -> Path:
    return write_run(folder, rows, "ses_output_pred")


@pytest.fixture
def run(tmp_path: Path) -> Path:
    return run_of(tmp_path / "run", [row(f"i{number}", replies) for number, replies in enumerate(CASES)])


def test_each_reply_has_the_first_divergence_and_the_run_to_step_through(run: Path) -> None:
    done: list[tuple[int, int]] = []

    def progress(finished: int, total: int) -> None:
        done.append((finished, total))

    (entry,) = build_page_data([load_runs(run)], debug=True, progress=progress)["runs"]
    assert done == [(1, 1)], "one program on one input runs once"
    replies = [instance["replies"][0] for instance in json.loads(json.dumps(entry["instances"]))]
    reports = [DebugReport.from_dict(reply["divergence"]) for reply in replies]
    verdicts = ["no_divergence", "diverges", "impossible_trace", "nothing_to_check"]
    assert [report.verdict.value for report in reports] == verdicts
    assert replies[1]["divergence"]["divergence"]["message"] == "Line 3, visit 2: total is 3, not 4."
    assert all(reply["trace"]["trace"]["source"] == LOOP for reply in replies)
    assert "impossible_trace" in entry["instances"][2]["flags"]
    assert entry["notes"] == build_page_data([load_runs(run)])["runs"][0]["notes"]


def test_the_charts_count_what_the_debuggers_summary_counts(run: Path) -> None:
    (entry,) = build_page_data([load_runs(run)], rows=False, debug=True)["runs"]
    (debugged,) = with_divergences([load_runs(run)], traces=False)[0]
    reports = [reply.divergence for each in debugged.instances for reply in each.replies]
    summary = summarize_reports(report for report in reports if report is not None)
    for name, counted in (("debug_verdicts", summary.verdicts), ("divergences", summary.classes)):
        (chart,) = [chart for chart in entry["charts"] if chart["id"] == name]
        shown = {point["label"]: (point["n"], point["y"]) for point in chart["series"][0]["points"]}
        assert shown == {
            each.name.replace("_", " "): (each.count, each.share) for each in counted if each.count
        }
        assert all(point["low"] is not None for point in chart["series"][0]["points"])
    assert all(reply.trace is None for each in debugged.instances for reply in each.replies)


def test_no_program_runs_unless_a_page_asks_for_it(run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a program was run")

    monkeypatch.setattr(divergences, "trace_once", refuse)
    (entry,) = build_page_data([(load_run(run),)])["runs"]
    assert "divergence" not in entry["instances"][0]["replies"][0]
    assert main(["report", str(run), "--no-debug", "--format", "json"]) == 0


def test_what_can_not_be_traced_is_counted(tmp_path: Path) -> None:
    programs = ("print(", "raise ValueError(6)", "print(7)", LOOP)
    rows = [row(f"i{number}", [TRUE, ""], code) for number, code in enumerate(programs)]
    (entry,) = build_page_data([load_runs(run_of(tmp_path, rows))], debug=True)["runs"]
    given = ["divergence" in reply for each in entry["instances"] for reply in each["replies"]]
    assert given == [False] * 6 + [True, False], "an empty reply has none"
    assert "3 of 4 programs can't be traced" in entry["notes"][-1]


def test_without_a_sandbox_the_report_says_so(run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise SandboxError("no namespaces")

    monkeypatch.setattr(divergences, "trace_once", refuse)
    (entry,) = build_page_data([load_runs(run)], debug=True)["runs"]
    assert entry["notes"][-1].endswith("programs can't be run here: no namespaces")
    assert "divergence" not in entry["instances"][0]["replies"][0]


def test_a_page_holds_the_runs_of_replies_that_leave_them_first(
    run: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (whole,) = build_page_data([load_runs(run)], debug=True)["runs"]
    size = len(json.dumps(whole["instances"][0]["replies"][0]["trace"], separators=(",", ":")))
    monkeypatch.setattr(divergences, "MOST_OF_ALL_TRACES", 3 * size)
    (entry,) = build_page_data([load_runs(run)], debug=True)["runs"]
    given = ["trace" in instance["replies"][0] for instance in entry["instances"]]
    assert given == [True, True, True, False]
    assert entry["notes"][-1].startswith("1 replies have no real run")
    monkeypatch.setattr(divergences, "MOST_OF_ALL_TRACES", 2 * size)
    (entry,) = build_page_data([load_runs(run)], debug=True)["runs"]
    assert ["trace" in each["replies"][0] for each in entry["instances"]] == [False, True, True, False]
    monkeypatch.setattr(divergences, "MOST_OF_A_TRACE", 100)
    (entry,) = build_page_data([load_runs(run)], debug=True)["runs"]
    assert not any("trace" in instance["replies"][0] for instance in entry["instances"])


def test_the_command_tells_how_simulations_fail(
    run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["report", str(run), "--format", "text"]) == 0
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert ["impossible", "trace", "1", "25.0", "%"] in [line[:5] for line in lines]
    assert ["wrong", "value", "2", "100.0", "%"] in [line[:5] for line in lines]
    assert main(["report", str(run), "--format", "json"]) == 0
    charts = {chart["id"] for chart in json.loads(capsys.readouterr().out)["runs"][0]["charts"]}
    assert {"debug_verdicts", "divergences"} <= charts
    assert main(["report", str(run), "--no-debug", "--format", "text"]) == 0
    assert "how simulations fail" not in capsys.readouterr().out
    assert main(["report", str(run), "--out", str(tmp_path / "page.html")]) == 0


def test_differences_of_shares_are_in_percent(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = selection_run(tmp_path, [False, True, False])
    (entry,) = build_page_data([load_runs(folder)])["runs"]
    units = {metric["name"]: metric["unit"] for metric in entry["metrics"]}
    assert (units["simulation_gap"], units["room_won"]) == ("share", "share")
    assert main(["report", str(folder), "--format", "text"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert all("%" in line for line in lines if line.startswith(("Simulation gap", "Room won")))
