"""What is left when the judge's own process is interrupted, killed, or forks."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import pytest

from ses_plugin.errors import SandboxError, UsageError
from ses_plugin.execution import Isolation, Sandbox, isolation, run
from ses_plugin.execution.worker import Worker
from ses_plugin.types.program import Program

# A job in the background is started with SIGINT ignored, and what it starts inherits that.
JUDGE = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
from ses_plugin.execution import Sandbox
from ses_plugin.execution.worker import Worker
from ses_plugin.types.program import Program
with Sandbox(2, sys.argv[1]) as sandbox:
    program = Program("import time; open('x', 'w'); time.sleep(0.5)")
    sandbox.run(Program("1"), "")
    futures = [sandbox.submit(sandbox.run, program, "") for _ in range(99)]
    futures[0].result()
    print("ready", flush=True)
    for future in futures:
        future.result()
"""


def group(session: int) -> set[int]:
    """Return the processes whose ancestors led to `session`: its workers are in sessions of their own."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
    out = {session}
    while more := {pid for pid, parent in parents.items() if parent in out} - out:
        out |= more
    return out - {session}


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
@pytest.mark.parametrize("level", [Isolation.NAMESPACES, Isolation.RLIMITS])
def test_nothing_outlives_the_judge(level: Isolation, number: signal.Signals) -> None:
    command = [sys.executable, "-c", JUDGE, level.value]
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=quiet, start_new_session=True) as judge:
        assert judge.stdout is not None
        assert judge.stdout.readline() == b"ready\n"
        workers = group(judge.pid)
        assert workers
        judge.send_signal(number)
        assert judge.wait(60) != 0
    deadline = time.monotonic() + 60
    while any(Path(f"/proc/{pid}").exists() for pid in workers) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not [pid for pid in workers if Path(f"/proc/{pid}").exists()]
    assert not list(Path(tempfile.gettempdir()).glob(f"ses-sandbox-{judge.pid}-*"))


ENDLESS = """
import os, signal, sys, threading, time
signal.signal(signal.SIGINT, signal.default_int_handler)
from ses_plugin.execution import Sandbox, judge
from ses_plugin.types.problem import Test
from ses_plugin.types.program import Limits, Program
from ses_plugin.drivers import execute_all
from ses_plugin.strategies.flow import ExecuteRequest
program, limits = Program("import time; time.sleep(60)"), Limits(wall_s=2, cpu_s=60)
def later(*_):
    time.sleep(0.5)
    print("ready", flush=True)
threading.Thread(target=later, daemon=True).start()
"""
JUDGES = "judge(program, [Test('', '')] * 3, limits=Limits(60, 60), sandbox=Sandbox(1, sys.argv[1]))"
FORKS = """
threading.Thread(target=lambda: Sandbox(1, sys.argv[1]).run(program, "", Limits(60, 60)), daemon=True).start()
time.sleep(0.3)
if os.fork() == 0:
    os.close(1)
    time.sleep(50)
    os._exit(0)
time.sleep(60)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
@pytest.mark.parametrize("level", Isolation)
@pytest.mark.parametrize("work", [JUDGES, FORKS], ids=["a test waits", "a fork lives on"])
def test_a_run_ends_with_a_judge_that_is_killed(level: Isolation, work: str) -> None:
    command = [sys.executable, "-c", ENDLESS + work, level.value]
    with subprocess.Popen(command, stdout=subprocess.PIPE, start_new_session=True) as judge:
        assert judge.stdout is not None
        assert judge.stdout.readline() == b"ready\n"
        while not (workers := {pid for pid in group(judge.pid) if b"inside.warm" in command_line(pid)}):
            time.sleep(0.05)  # on a busy machine the server starts later
        judge.kill()
        judge.wait(60)
        deadline = time.monotonic() + 40  # the program would wait for 60 s, the fork for 50
        while any(command_line(pid) for pid in workers) and time.monotonic() < deadline:
            time.sleep(0.05)
        left = [pid for pid in workers if command_line(pid)]
        os.killpg(judge.pid, signal.SIGKILL) if work is FORKS else None
    assert not left


def command_line(pid: int) -> bytes:
    """Return what a process was started with; nothing if it has ended."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


@pytest.mark.parametrize(
    "work",
    [
        "execute_all([ExecuteRequest(program, '', limits)] * 60)",
        "with Sandbox(2) as s:\n"
        "    s.submit(judge, program, [Test('', '')] * 30, limits=limits, sandbox=s).result()",
    ],
    ids=["many programs", "many tests"],
)
def test_an_interrupt_waits_for_no_more_than_what_runs(work: str) -> None:
    command = [sys.executable, "-c", ENDLESS + work]
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=quiet, start_new_session=True) as judge:
        assert judge.stdout is not None
        assert judge.stdout.readline() == b"ready\n"
        judge.send_signal(signal.SIGINT)
        start = time.monotonic()
        assert judge.wait(60) == -signal.SIGINT
    assert time.monotonic() - start < 30, "each waits 2 s: 60 programs two at a time 60 s, 30 tests as long"


def test_a_closed_sandbox_says_so() -> None:
    sandbox = Sandbox(1)
    assert sandbox.run(Program("print(1)"), "").stdout == "1\n"
    sandbox.close()
    sandbox.close()
    with pytest.raises(UsageError, match="closed"):
        sandbox.run(Program("print(1)"), "")
    with pytest.raises(UsageError, match="a whole number from 1 on"):
        Sandbox(0)


def test_closing_ends_whoever_closes_and_whatever_comes_between(monkeypatch: pytest.MonkeyPatch) -> None:
    close = Worker.close

    def interrupted(worker: Worker) -> None:
        close(worker)
        raise KeyboardInterrupt

    sandbox = Sandbox(2)
    sandbox.run(Program("1"), "")
    monkeypatch.setattr(Worker, "close", interrupted)
    with pytest.raises(KeyboardInterrupt):
        sandbox.close()
    monkeypatch.undo()
    threads = [threading.Thread(target=sandbox.close, daemon=True) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert not any(thread.is_alive() for thread in threads)


def test_who_waits_for_a_worker_when_it_is_closed_gets_none() -> None:
    sandbox = Sandbox(1)
    sandbox.run(Program("1"), "")
    ends: list[object] = []

    def work() -> None:
        try:
            ends.append(sandbox.run(Program("import time; time.sleep(0.5)"), "").outcome)
        except UsageError:
            ends.append("closed")

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    time.sleep(0.2)
    sandbox.close()
    for thread in threads:
        thread.join(120)
    assert sorted(map(str, ends)) == ["closed", "closed", "ok"]


def test_a_process_that_forks_gets_workers_of_its_own() -> None:
    assert run(Program("print(1)"), "").stdout == "1\n"
    child = os.fork()
    if child == 0:
        os._exit(0 if run(Program("print(2)"), "").stdout == "2\n" else 1)
    assert os.waitpid(child, 0)[1] == 0
    assert run(Program("print(3)"), "").stdout == "3\n"


def test_no_namespaces_is_told_and_not_got_round(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(isolation, "bubblewraps", lambda: ["/bin/false"])
    with Sandbox(1, "namespaces") as sandbox:
        for _ in range(2):  # and the place in the pool is not lost
            with pytest.raises(SandboxError, match="requested by name"):
                sandbox.run(Program("print(1)"), "")
    with Sandbox(1, "process") as sandbox:
        assert "namespaces" not in sandbox.run(Program("print(1)"), "").isolation
    monkeypatch.setenv("SES_ISOLATION", "rlimits")
    with Sandbox(1) as sandbox:
        assert sandbox.run(Program("print(1)"), "").isolation == "rlimits"
    monkeypatch.setenv("SES_ISOLATION", "none")
    with pytest.raises(UsageError, match="allowed: namespaces, process, rlimits"):
        Sandbox(1)


LEAVES_LIBRARIES = """
import os
text = "import os\\nif os.getpid() != %d:\\n    open(%r, 'w').write(__name__)\\n" % (os.getpid(), {marker!r})
for name in "ast bz2 fnmatch linecache lzma shutil textwrap tokenize traceback zlib".split():
    open(name + ".py", "w").write(text)
for number in range({others}):
    open(str(number), "w")
{end}
"""


@pytest.mark.parametrize("end", ["", "1 / 0", "raise SystemExit(1)"])
@pytest.mark.parametrize("others", [0, 3000])  # more than a server removes: then it ends
def test_a_server_imports_nothing_that_a_program_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, others: int, end: str
) -> None:
    close = Worker.close

    def close_late(worker: Worker) -> None:
        time.sleep(0.2)  # in which a server that ends by itself has time to
        close(worker)

    monkeypatch.setattr(Worker, "close", close_late)
    marker = tmp_path / "imported"
    program = Program(LEAVES_LIBRARIES.format(marker=str(marker), others=others, end=end))
    with Sandbox(1, Isolation.RLIMITS) as sandbox:  # the level at which the marker could be written
        for _ in range(2):
            sandbox.run(program, "")
            assert sandbox.run(Program("def f(): return 1", "f"), "").value == "1"
    assert not marker.exists(), marker.read_text()
