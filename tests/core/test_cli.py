from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from ses_plugin import files
from ses_plugin.cli import main
from ses_plugin.errors import UsageError
from ses_plugin.problems.loader import load_problems

SES = f"exec '{sys.executable}' -c 'import sys; from ses_plugin.cli import main; sys.exit(main())'"
ROW: dict[str, object] = {
    "id": "p/7",
    "statement": "Print the sum.",
    "public": [["1 2", "3"]],
    "private": [["4 5", "9"]],
    "limits": {},
    **dict.fromkeys(("title", "level", "source", "starter"), ""),
    **dict.fromkeys(("entry", "comparator")),
}


def shell(folder: Path, command: str, given: bytes = b"") -> tuple[int, str, str]:
    """Run a line in which $SES is the command `ses`."""
    done = subprocess.run(
        ["bash", "-c", command.replace("$SES", SES)],
        cwd=folder,
        input=given,
        capture_output=True,
        check=False,
    )
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def test_tasks_dir(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["tasks-dir"]) == 0
    assert (Path(capsys.readouterr().out.strip()) / "output_prediction" / "ses_output_pred.yaml").is_file()


def test_doctor(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    assert main(["doctor"]) == 0
    assert "lm-eval hook  on" in capsys.readouterr().out
    monkeypatch.setenv("SES_NO_HOOK", "1")
    assert main(["doctor"]) == 0
    assert "off (SES_NO_HOOK is set)" in capsys.readouterr().out


def test_doctor_finds_a_library_whose_package_has_another_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    found = tmp_path / "vllm_somewhere-1.2.dist-info"
    found.mkdir()
    (found / "METADATA").write_text("Metadata-Version: 2.1\nName: vllm-somewhere\nVersion: 1.2\n")
    (found / "top_level.txt").write_text("vllm\n")
    monkeypatch.syspath_prepend(tmp_path)
    assert main(["doctor"]) == 0
    assert "1.2 (vllm-somewhere)" in capsys.readouterr().out


def test_help_and_nonsense(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments, status in ((["--help"], 0), (["nonsense"], 2), ([], 2)):
        with pytest.raises(SystemExit) as stop:
            main(arguments)
        assert stop.value.code == status
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("command", "given", "told"),
    [
        ("$SES trace p.py >&-", b"", "standard output is closed; send it to a file"),
        ("ulimit -n 12; $SES trace p.py", b"", "limit of open files is 12, and ses needs 64: raise it"),
        ("$SES trace p.py", b"a\xff", "standard input is not UTF-8 text (byte 2"),
        ("$SES trace bad.py", b"", "bad.py is not UTF-8 text (byte 1"),
        ("$SES trace none.py", b"", "none.py can't be read (No such file or directory); give a Python"),
        ("$SES trace p.py --output p.py", b"", "--output p.py: the file exists and was not written"),
        ("$SES trace p.py --output no/where", b"", "--output no/where: can't be written"),
        ("truncate -s 300M p.py; $SES trace p.py", b"", "p.py has more than 4,194,304 bytes; give a Python"),
        ("$SES trace p.py < <(head -c 70M /dev/zero)", b"", "standard input has more than 67,108,864 bytes"),
        ("$SES solve - --model openai/m", b"Add \xff", "standard input is not UTF-8 text (byte 5"),
        ("$SES solve - --model openai/m --no-judge", b"Add", "--no-judge is for --all"),
        ("$SES solve - --model openai/m --id a", b"Add", "--id is for a file or folder"),
        ("$SES solve - --model openai/m --simulator-api-base http://x", b"Add", "goes with --simulator M"),
        ("$SES simulate p.py --entry f --model openai/m", b"1), f(2", "more than the arguments of one call"),
        ("$SES simulate p.py --entry f --model openai/m", b"1,, 2", "not the arguments of a call"),
    ],
)
def test_what_can_not_be_used_is_one_line(tmp_path: Path, command: str, given: bytes, told: str) -> None:
    (tmp_path / "p.py").write_text("print(1)\n")
    (tmp_path / "bad.py").write_bytes(b"\xff")
    status, out, err = shell(tmp_path, command, given)
    assert (status, out) == (1, "")
    assert err.startswith("error: ")
    assert err.count("\n") == 1
    assert told in err


def test_closed_streams_that_are_not_needed(tmp_path: Path) -> None:
    (tmp_path / "p.py").write_text("print('é')\n")
    for closed in ("<&-", "2>&-", "<&- 2>&-"):
        status, out, _ = shell(tmp_path, f"$SES trace p.py {closed}")
        assert (status, "The program ended" in out) == (0, True)
    status, out, _ = shell(tmp_path, "PYTHONIOENCODING=ascii $SES trace p.py")
    assert (status, "\\xe9" in out) == (0, True)


def test_a_trace_is_written_over_and_nothing_else(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    program = tmp_path / "p.py"
    program.write_text("print(1)\n")
    for format_ in ("html", "json", "frames", "scratchpad"):
        path = tmp_path / format_
        for _ in range(2):
            assert main(["trace", str(program), "--format", format_, "--output", str(path)]) == 0
    assert main(["trace", str(program), "--output", str(program)]) == 1
    assert program.read_text() == "print(1)\n"
    assert "give another name, or delete it" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"private": [["4 5", 9]]}, "private test 1 is ['4 5', 9]; private is a list of pairs of texts"),
        ({"private": ["ab"]}, "private test 1 is 'ab'"),
        ({"private": {"4 5": "9"}}, "private test 1 is None"),
        ({"public": [["1", None]]}, "public test 1 is ['1', None]"),
        ({"public": 5}, "public test 1 is None"),
        ({"statement": 5}, "statement is int, not text: 5"),
        ({"statement": None}, "statement is NoneType, not text"),
        ({"statement": "Add \ud800."}, "statement: character 5 is half of one (the surrogate '\\ud800')"),
        ({"title": []}, "title is list, not text"),
        ({"entry": 5}, "entry is 5: give the name of a function, or None"),
        ({"limits": {"cpu_s": "2"}}, "cpu_s='2': a limit is a whole number"),
        ({"limits": 7}, "not a row of SES's own rows"),
        ({"comparator": "[" * 100_000}, "not a row of SES's own rows"),
        ({"comparator": 7}, "not a row of SES's own rows"),
    ],
)
def test_rows_are_checked_as_they_are_read(tmp_path: Path, change: dict[str, object], told: str) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text(json.dumps(ROW) + "\n\n" + json.dumps({**ROW, **change}) + "\n")
    with pytest.raises(UsageError) as error:
        list(load_problems(str(path)))
    assert str(error.value).startswith(f"{path}, line 3: ")
    assert told in str(error.value)
    assert "(problem 'p/7')" in str(error.value)


def test_a_line_that_is_too_long_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MAX_BYTES", 1 << 20)
    path = tmp_path / "rows.jsonl"
    with path.open("wb") as file:
        file.write(json.dumps(ROW).encode() + b"\n")
        file.truncate(1 << 36)
    read = load_problems(str(path))
    assert next(read).id == "p/7"
    with pytest.raises(UsageError, match="line 2: more than 1,048,576 bytes"):
        next(read)
