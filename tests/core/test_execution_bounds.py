"""What a program may claim, keep and take: the bounds that no limit of the interpreter's own shows."""

from __future__ import annotations

import os
import sys
import tracemalloc
from pathlib import Path

import pytest

from ses_plugin.execution import Isolation, Sandbox
from ses_plugin.execution.isolation import may_read
from ses_plugin.types.program import Limits, Outcome, Program

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="what Linux keeps apart")

# As root it can open the server's descriptors by the folder of /proc that the server itself needs.
FORGE = """
import marshal, os
forged = marshal.dumps(compile("print('forged')", "program.py", "exec"))
server = f"/proc/{os.getppid()}/task/{os.getppid()}/fd"
names = [f"/proc/self/fd/{number}" for number in (4, 5)]
for name in names + [f"{server}/{number}" for number in range(3, 20)]:
    try:
        file = os.open(name, os.O_RDWR)
    except OSError:
        continue
    content = os.pread(file, 1 << 20, 0)
    places = [0, len(content), *(place for place, byte in enumerate(content) if byte == 0xE3)]
    for place in places:  # a code object begins with this byte
        try:
            os.pwrite(file, forged, place)
        except OSError:
            pass
    os.close(file)
print("honest", flush=True)
os._exit(0)
"""


@pytest.mark.parametrize("level", Isolation)
def test_a_program_cannot_forge_the_code_of_its_next_runs(level: Isolation) -> None:
    if level is Isolation.RLIMITS:
        pytest.skip("there a program may write to the server's memory")
    with Sandbox(1, level) as sandbox:
        printed = [ran.stdout for ran in sandbox.run_each(Program(FORGE), ["", "", ""])]
    assert printed == ["honest\n"] * 3


REPORT = """
import os, resource
def f(*_):
    hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
    resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    report = {report}
    os.pwrite(3, report[:hard], 0)
    os._exit({status})
"""
LISTS = """b'{"value": "5", "x": [' + b"[]," * ((hard - 100) // 3) + b"0]}" """
PAIRS = """b'{"value": "5", ' + b'"a": 1, ' * (hard // 8 - 9) + b'"a": 1}'"""
QUOTES = """b'{"value": "' + b'\\\\\\\\"' * ((hard - 100) // 3) + b'"}'"""
TEXT = """b'{"error": "' + b"\\\\u001b[2J" * ((hard - 100) // 9) + b'", "type": "E", "line": 1}'"""


@pytest.mark.parametrize("report", [LISTS, PAIRS, QUOTES, TEXT])
def test_a_forged_report_takes_no_memory(report: str) -> None:
    program = Program(REPORT.format(report=report, status=1), "f")
    with Sandbox(1, "rlimits") as sandbox:
        sandbox.run(program, "")
        tracemalloc.start()
        try:
            ran = sandbox.run(program, "")
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
    assert ran.outcome is Outcome.EXCEPTION
    assert len(ran.error or "") <= 1000
    assert peak < 25 << 20, "bytes, where the report has two millions"


@pytest.mark.parametrize("sign", ['"', "\\", "\n", "'", "\x7f", "\N{CJK UNIFIED IDEOGRAPH-4E2D}"])
def test_a_value_of_the_longest_kind_is_reported(sign: str) -> None:
    length = (10_000 - 2) // len(repr(sign)[1:-1].encode())
    program = Program("def f(sign, length): return sign * length", "f")
    with Sandbox(1, "rlimits") as sandbox:
        ran = sandbox.run(program, f"{sign!r}, {length}", Limits(output_bytes=10_000))
    assert ran.value == repr(sign * length), ran


def test_an_exception_of_a_very_long_name_is_cut() -> None:
    source = 'raise type("E" * 10**5, (Exception,), {})("\\x1b" * 10**5)'
    with Sandbox(1, "rlimits") as sandbox:
        ran = sandbox.run(Program(source), "")
    assert (ran.outcome, ran.error_type, ran.error_line) == (Outcome.EXCEPTION, "E" * 1000, 1)


# What no filter of calls may let through, whatever the arguments are: each with what is wrong for the kernel.
CALLS = """
import ctypes, errno
libc = ctypes.CDLL(None, use_errno=True)
for number in {numbers}:
    libc.syscall(number, -1, -1, -1, -1, -1)
    print(number, errno.errorcode[ctypes.get_errno()])
"""
NUMBERS = {
    "x86_64": [319, 275, 276, 206, 317, 444, 445, 446, 467, 197, 466, 435],
    "aarch64": [279, 76, 77, 0, 277, 444, 445, 446, 467, 14, 466, 435],
}


@pytest.mark.parametrize("processes", [1, 2])
@pytest.mark.parametrize("level", [Isolation.NAMESPACES, Isolation.PROCESS])
def test_calls_are_refused(level: Isolation, processes: int) -> None:
    numbers = NUMBERS[os.uname().machine]
    with Sandbox(1, level) as sandbox:
        ran = sandbox.run(Program(CALLS.format(numbers=numbers)), "", Limits(processes=processes))
    assert ran.stdout.split() == [
        word for number in numbers for word in (str(number), "ENOSYS" if number == 435 else "EPERM")
    ], ran


# A new namespace of users, which no program is to have: by the kernel's number of them, or by the filter.
CLONE = """
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
pid = libc.syscall({number}, 0x10000000 | 17, 0, 0, 0, 0)
if pid == 0:
    os._exit(0)
print(pid)
"""


@pytest.mark.parametrize("level", [Isolation.NAMESPACES, Isolation.PROCESS])
def test_a_program_with_processes_gets_no_namespaces(level: Isolation) -> None:
    number = {"x86_64": 56, "aarch64": 220}[os.uname().machine]
    with Sandbox(1, level) as sandbox:
        ran = sandbox.run(Program(CLONE.format(number=number)), "", Limits(processes=9))
    assert ran.stdout == "-1\n", ran


COPY = """
import shutil, socket, pathlib
pathlib.Path("a").write_bytes(b"x" * 100_000)
shutil.copyfile("a", "b")
one, other = socket.socketpair()
with open("a", "rb") as file:
    one.sendfile(file, count=10)
print(pathlib.Path("b").stat().st_size, other.recv(100))
"""


def test_libraries_copy_without_handing_pages_on() -> None:
    with Sandbox(1) as sandbox:
        ran = sandbox.run(Program(COPY), "")
    assert ran.stdout == "100000 b'xxxxxxxxxx'\n", ran


THREADS = Path(__file__).parents[1].joinpath("hostile", "programs", "threads_by_clone.py").read_text("utf-8")


@pytest.mark.skipif(os.uname().machine != "x86_64", reason="the program has machine code")
@pytest.mark.parametrize("other_user", [True, False])
def test_threads_are_counted(other_user: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the kernel, which does not count root's: of those a look each tenth of a second is left."""
    if not other_user:
        monkeypatch.setattr("ses_plugin.execution.isolation.may_read", lambda _: False)
    with Sandbox(1) as sandbox:
        ran = sandbox.run(Program(THREADS), "")
        after = sandbox.run(Program("import threading as t; print(t.active_count())"), "")
    if "unprivileged" in ran.isolation:
        assert int(ran.stdout) <= 500, ran
    elif "cgroup" not in ran.isolation:
        assert (ran.outcome, ran.error) == (Outcome.KILLED, "more than 500 threads were started")
    assert os.getuid() != 0 or ("unprivileged" in ran.isolation) <= other_user
    assert after.stdout == "1\n"


def test_a_judge_that_is_root_runs_programs_as_another_user() -> None:
    if os.getuid() != 0 or not may_read([sys.base_prefix]):
        pytest.skip("only root can, and only where others may read the interpreter")
    source = "import os; print(os.getresuid(), os.getresgid(), os.getgroups()); os.setuid(0)"
    with Sandbox(1) as sandbox:
        ran = sandbox.run(Program(source), "")
    assert (ran.stdout, ran.error_type) == ("(1, 1, 1) (1, 1, 1) []\n", "PermissionError"), ran
