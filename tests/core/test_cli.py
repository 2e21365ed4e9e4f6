from __future__ import annotations

from pathlib import Path

import pytest

from ses_plugin.cli import main


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
