"""The command `ses report`: what it prints, what it writes, what it refuses to overwrite."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from ses_plugin import viewer
from ses_plugin.cli.main import main
from ses_plugin.report.page_data import PAGE_MARK
from tests.core.report_runs import TIME, line, problem, sample, selection_run, write_run


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Return the data that pages are made of, as they are made."""
    given: list[Any] = []
    real = viewer.report_page

    def report_page(data: Any) -> str:
        given.append(data)
        return real(data)

    monkeypatch.setattr(viewer, "report_page", report_page)
    return given


def test_a_page_is_written_and_written_again(
    tmp_path: Path, page: list[Any], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run = selection_run(tmp_path / "run", [True, False])
    monkeypatch.chdir(tmp_path)
    assert main(["report", str(run)]) == 0
    assert "written to report.html" in capsys.readouterr().out
    text = Path("report.html").read_text("utf-8")
    assert PAGE_MARK in text[:1000]
    assert main(["report", str(run), str(run), "--title", "Two", "--out", "report.html"]) == 0
    assert [data["title"] for data in page] == ["ses_self_verify", "Two"]
    assert len(page[0]["runs"][0]["problems"]) == 2
    assert len(page[1]["comparisons"]) == 1


@pytest.mark.parametrize("form", ["html", "text", "json"])
def test_a_file_of_somebody_else_is_not_overwritten(
    tmp_path: Path, page: list[Any], capsys: pytest.CaptureFixture[str], form: str
) -> None:
    run = selection_run(tmp_path / "run", [True, False])
    for content in ("<!doctype html>\n<html>mine</html>", '{"version": 1}', "notes"):
        (tmp_path / "mine").write_text(content)
        assert main(["report", str(run), "--format", form, "--out", str(tmp_path / "mine")]) == 1
        assert "not written by this command" in capsys.readouterr().err
        assert (tmp_path / "mine").read_text() == content
    out = str(tmp_path / "new")
    for _ in range(2):
        assert main(["report", str(run), "--format", form, "--out", out]) == 0
    assert page == [] or form == "html"


def test_a_folder_that_can_not_be_written(
    tmp_path: Path, page: list[Any], capsys: pytest.CaptureFixture[str]
) -> None:
    run = selection_run(tmp_path / "run", [True])
    assert main(["report", str(run), "--out", str(tmp_path / "none" / "x.html")]) == 1
    error = capsys.readouterr().err
    assert "can't be written" in error
    assert error.count("\n") == 1
    assert page == []


def test_the_summary_as_text_and_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    a = selection_run(tmp_path / "a", [True, True, False])
    b = selection_run(tmp_path / "b", [True, False, True])
    assert main(["report", str(a), str(b), "--format", "text"]) == 0
    text = capsys.readouterr().out
    assert text.startswith("ses report: ses_self_verify\n")
    assert "Best of 2 by prediction" in text
    assert "best@2_simulate" in text
    assert "right in both 1, only in A 1, only in B 1, in neither 0; exact McNemar p = 1" in text
    assert "equal settings:" in text
    assert "\x1b" not in text, "no colours in a pipe"
    assert main(["report", str(a), "--format", "json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["runs"][0]["problems"] == []
    names = [metric["name"] for metric in data["runs"][0]["metrics"]]
    assert {"pass@1", "best@2_simulate", "best@2_exec", "room_won"} <= set(names)


def test_hostile_texts_do_not_reach_the_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    each = problem("p")
    evil = "m\x1b[2J\u202eevil\r\n"
    folder = write_run(
        tmp_path, [line(each, sample(each, [("yy", "yy", True)]))], results={"model_name": evil}
    )
    other = write_run(tmp_path / "b", [line(each, sample(each, [("yy", "yy", True)]))])
    results = str(folder / f"results_{TIME}.json")
    assert main(["report", results, str(other), "--title", evil, "--format", "text"]) == 0
    text = capsys.readouterr().out
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "\\x1b[2J\\u202eevil" in text


@pytest.mark.parametrize("library", ["numpy", "scipy.stats"])
def test_a_missing_library_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, library: str
) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    assert main(["report", str(tmp_path)]) == 1
    assert "pip install 'ses_plugin[report]'" in capsys.readouterr().err


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = selection_run(tmp_path, [True])
    next(run.glob("samples_*")).chmod(0)
    assert main(["report", str(run), "--format", "text"]) == 1
    assert "can't be read" in capsys.readouterr().err or "cannot read" in capsys.readouterr().err


def test_without_rich_the_tables_are_plain(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run = selection_run(tmp_path, [True, False])
    monkeypatch.setitem(sys.modules, "rich.table", None)
    assert main(["report", str(run), "--format", "text"]) == 0
    assert "best@2_simulate" in capsys.readouterr().out
