"""Log records: what is logged, at which level, and how the command `ses` shows it."""

from __future__ import annotations

import asyncio
import logging
import os
import re
import subprocess
import sys
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from ses_plugin.errors import UsageError
from ses_plugin.execution import Sandbox, worker
from ses_plugin.plugins import load_plugins
from ses_plugin.response_cache import ResponseCache
from ses_plugin.service.options import SolveOptions
from ses_plugin.service.provider_differences import RequestedParams, UnsupportedParams
from ses_plugin.service.solve import solve_flow
from ses_plugin.strategies import Role, SampleRequest, SamplingParams, sample
from ses_plugin.types.problem import PublicProblem
from ses_plugin.types.program import Outcome, Program
from ses_plugin.usage import Budget, SpendingLimit, Usage, with_budget

LINE = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} (?:DEBUG|INFO|WARNING) ses_plugin(?:\.\w+)*: .+")


@pytest.fixture(autouse=True)
def _all_levels(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "ses_plugin")


def ses(folder: Path, level: str | None, *arguments: str) -> tuple[int, str, list[str]]:
    """Run the command `ses`; return its status, its output, and the lines on standard error."""
    environment = {name: value for name, value in os.environ.items() if name != "SES_LOG"}
    done = subprocess.run(
        [sys.executable, "-c", "import sys; from ses_plugin.cli import main; sys.exit(main())", *arguments],
        cwd=folder,
        env=environment if level is None else {**environment, "SES_LOG": level},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr.splitlines()


def test_a_command_shows_records_from_the_level_in_the_environment(tmp_path: Path) -> None:
    (tmp_path / "p.py").write_text("print(1)\n")
    plain = ses(tmp_path, None, "trace", "p.py")
    assert plain[2] == []
    for level in ("", "warning", "INFO"):
        assert ses(tmp_path, level, "trace", "p.py") == plain
    status, out, lines = ses(tmp_path, "debug", "trace", "p.py")
    assert (status, out) == plain[:2]
    assert any("ses_plugin.execution.sandbox: a worker started" in line for line in lines)
    assert all(LINE.fullmatch(line) for line in lines), lines


def test_an_unknown_level_is_one_line(tmp_path: Path) -> None:
    status, out, lines = ses(tmp_path, "loud", "tasks-dir")
    assert (status, out) == (1, "")
    assert lines == ["error: SES_LOG=loud: no such level; allowed: debug, info, warning"]


def test_nothing_is_configured_at_import() -> None:
    code = (
        "import logging\nimport ses_plugin.cli.main, ses_plugin.adapters.litellm, ses_plugin.usage\n"
        "known = logging.root.manager.loggerDict.items()\n"
        "ours = [log for name, log in known if name.startswith('ses_plugin') and hasattr(log, 'handlers')]\n"
        "print(len(ours) > 5, logging.root.handlers, [log for log in ours if log.handlers or log.level])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("True [] []\n", "")


def test_the_cache_logs_hits_and_misses_without_the_request(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    cache = ResponseCache(tmp_path / "a.sqlite")
    cache.get({"prompt": "a secret"})
    cache.put({"prompt": "a secret"}, {"text": "another"})
    cache.get({"prompt": "a secret"})
    (miss, hit) = [record.getMessage().split() for record in caplog.records]
    assert (miss[0], hit[0], miss[1]) == ("miss", "hit", hit[1])
    assert {record.levelno for record in caplog.records} == {logging.DEBUG}
    assert "secret" not in caplog.text


def test_a_parameter_that_is_left_out_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    attempt = UnsupportedParams().attempt("m", {"model": "m", "seed": 7, "top_p": 0.9}, RequestedParams())
    assert attempt.refused(400, "no seed, and the prompt was: a secret")
    assert "m refused the request (status 400); retry without seed" in caplog.text
    assert "secret" not in caplog.text


def test_limits_and_budgets_that_are_reached_are_logged(caplog: pytest.LogCaptureFixture) -> None:
    async def reserve() -> None:
        limit = SpendingLimit(Budget(calls=1))
        limit.add(Usage(calls=1))
        assert not await limit.reserve(Usage(calls=1))
        assert not await limit.reserve(Usage(calls=1))

    asyncio.run(reserve())
    assert caplog.text.count("the spending limit of 1 calls is reached") == 1
    flow = with_budget(sample([SampleRequest("a secret", Role.SOLVE, SamplingParams(), 3)]), Budget(calls=2))
    with pytest.raises(StopIteration):
        next(flow)
    assert "the budget of 2 calls is used up" in caplog.text
    assert "secret" not in caplog.text


def test_a_fallback_to_another_strategy_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    next(solve_flow(PublicProblem("A secret without examples.", ()), SolveOptions()))
    assert "strategy solve in place of self-verify: the problem has no examples" in caplog.text
    assert "secret" not in caplog.text


def test_plugins_and_their_errors_are_logged(caplog: pytest.LogCaptureFixture) -> None:
    found = load_plugins([EntryPoint("gone", "no_such_module_of_ours", "ses_plugin")])
    assert len(found.errors) == 1
    (record,) = caplog.records
    assert (record.name, "no_such_module_of_ours can't be loaded" in record.getMessage()) == (
        "ses_plugin.plugins",
        True,
    )


def test_workers_and_weak_isolation_are_logged(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Sandbox(1, "rlimits") as sandbox:
        assert sandbox.run(Program("print(1)"), "").outcome is Outcome.OK
        monkeypatch.setattr(worker.Worker, "run_each", _die)
        assert sandbox.run(Program("print(1)"), "").outcome is Outcome.KILLED
    messages = [f"{record.levelname} {record.getMessage()}" for record in caplog.records]
    assert messages[0] == "INFO isolation rlimits, by name: weaker than namespaces"
    assert messages[1].startswith("DEBUG a worker started, isolation ")
    died = "INFO a worker ended during a run (WorkerDied); another takes its place"
    assert messages.count(died) == 2
    assert sum("a worker ended after" in line for line in messages) == 2


def _die(*_: object) -> None:
    raise worker.WorkerDied


def test_an_unknown_level_is_an_error_in_this_process_too(monkeypatch: pytest.MonkeyPatch) -> None:
    from ses_plugin.cli.main import _log_to_stderr

    monkeypatch.setenv("SES_LOG", "info,debug")
    with pytest.raises(UsageError, match="allowed: debug, info, warning"), _log_to_stderr():
        pass
