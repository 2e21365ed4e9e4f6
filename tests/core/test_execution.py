from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any

import pytest

from ses_plugin.errors import UsageError
from ses_plugin.execution import Sandbox, run
from ses_plugin.types.program import Limits, Outcome, Program

QUICK = Limits(wall_s=2.0, cpu_s=1, memory_mb=256, output_bytes=10_000)

STYLES = [
    "import sys\nprint(sum(map(int, sys.stdin.buffer.readline().split())))",
    "import sys\nfor line in sys.stdin:\n    print(sum(map(int, line.split())))",
    "import sys\ninput = sys.stdin.readline\nprint(sum(map(int, input().split())))",
    "import os\nprint(sum(map(int, os.read(0, 99).split())))",
    "import sys\nsys.stdout.buffer.write(str(sum(map(int, input().split()))).encode())",
    "import sys\nsys.stdout.write(str(sum(map(int, open(0).read().split()))))",
    "import os\nos.write(1, str(sum(map(int, input().split()))).encode())",
    "if __name__ == '__main__':\n    print(sum(map(int, input().split())))",
    "def main():\n    global total\n    total = sum(map(int, input().split()))\nmain()\nprint(total)\nexit()",
    "import sys\nprint(sum(map(int, input().split())))\nsys.exit(0)",
    "import threading\nimport sys\nsys.setrecursionlimit(10**6)\nthreading.stack_size(1 << 26)\n"
    "def main():\n    print(sum(map(int, input().split())))\n"
    "t = threading.Thread(target=main)\nt.start()\nt.join()",
    "from dataclasses import dataclass\n@dataclass\nclass P:\n    a: int\n    b: int\n"
    "p = P(*map(int, input().split()))\nprint(p.a + p.b)",
    "import atexit\natexit.register(lambda: print(sum(map(int, input().split()))))",
]


@pytest.mark.parametrize("source", STYLES)
def test_right_programs_are_right_in_every_style(source: str) -> None:
    ran = run(Program(source), "20 22\n")
    assert (ran.outcome, ran.stdout.strip()) == (Outcome.OK, "42"), ran


@pytest.mark.parametrize(
    ("source", "outcome"),
    [
        ("1 / 0", Outcome.EXCEPTION),
        ("raise SystemExit(3)", Outcome.EXCEPTION),
        ("x =", Outcome.EXCEPTION),
        ("input()", Outcome.EXCEPTION),
        ("while True: pass", Outcome.TIMEOUT),
        ("import time; time.sleep(60)", Outcome.TIMEOUT),
        ("x = [0] * 10**9", Outcome.MEMORY),
        ("while True: print('x' * 999)", Outcome.OUTPUT_LIMIT),
        ("import os; os._exit(0)", Outcome.OK),
        ("import os; os._exit(3)", Outcome.EXCEPTION),
        ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", Outcome.KILLED),
        ("def f(): f()\nf()", Outcome.EXCEPTION),
    ],
)
def test_a_failure_is_a_value(source: str, outcome: Outcome) -> None:
    assert run(Program(source), "", QUICK).outcome is outcome


def test_a_call_returns_its_value_as_a_literal() -> None:
    program = Program(
        "def f(a, b=2):\n    print('noise')\n    return {'s': {b, a}, 't': (a,), 'x': None}", "f"
    )
    ran = run(program, "3, 1")
    assert (ran.outcome, ran.stdout) == (Outcome.OK, "noise\n")
    assert ran.value == "{'s': {1, 3}, 't': (3,), 'x': None}"


def test_arguments_by_name_and_none_at_all() -> None:
    program = Program("def f(a=1, b=2):\n    return a, b", "f")
    values = [run(program, text).value for text in ("", "3, b = [4]", "b=-5")]
    assert values == ["(1, 2)", "(3, [4])", "(1, -5)"]
    for text in ("*[1]", "**{'b': 1}", "open('/etc/passwd')", "1) + f(2", "1,,"):
        assert run(program, text).outcome is Outcome.EXCEPTION


ANY = "from collections import Counter\nONE = 1\ndef f(*a, **named):\n    return repr(a), sorted(named)\n"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("range(3)", "('(range(0, 3),)', [])"),
        ("dict(e=1), b=2", "(\"({'e': 1},)\", ['b'])"),
        ("[x * 2 for x in 'ab']", "(\"(['aa', 'bb'],)\", [])"),
        ("Counter('a'), ONE", "(\"(Counter({'a': 1}), 1)\", [])"),
        ("(lambda x: x + 1)(2)", "('(3,)', [])"),
        ("2 ** 3, 'a,b'.split(',')", "(\"(8, ['a', 'b'])\", [])"),
        ("", "('()', [])"),
    ],
)
def test_arguments_that_are_no_literals_are_evaluated_in_the_sandbox(text: str, value: str) -> None:
    ran = run(Program(ANY, "f"), text)
    assert (ran.outcome, ran.value) == (Outcome.OK, value)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("nowhere", "(nowhere) can't be evaluated: NameError: name 'nowhere' is not defined"),
        ("1 / 0", "(1 / 0) can't be evaluated: ZeroDivisionError"),
        ("1), f(2", "can't be evaluated: ValueError: more than one call"),
        ("1)(2", "can't be evaluated: ValueError: more than one call"),
        ("1) + (2", "can't be evaluated: ValueError: more than one call"),
        ("*[1]", "* and ** are not allowed; name each argument"),
        ("**{'a': 1}", "* and ** are not allowed"),
        ("'a", "('a) can't be evaluated: SyntaxError"),
        ("{[]: 1}", "can't be evaluated: TypeError: unhashable type: 'list'"),
    ],
)
def test_arguments_that_are_none_are_told(text: str, told: str) -> None:
    ran = run(Program(ANY, "f"), text)
    assert (ran.outcome, ran.value) == (Outcome.EXCEPTION, None)
    assert told in str(ran.error)
    assert " at 0x" not in str(ran.error)


def test_what_has_no_literal_is_no_value() -> None:
    liar = "class Liar(int):\n    def __eq__(self, other): return True\ndef f(): return Liar(1)"
    loop = "def f():\n    a = []\n    a.append(a)\n    return a"
    for source in (liar, loop, "def f(): return object()", "def f(): return (i for i in [1])", "g = 1"):
        assert run(Program(source, "f"), "").outcome is Outcome.EXCEPTION


def test_nothing_of_ours_is_there_and_nothing_stays(tmp_path: Path) -> None:
    os.environ["SES_TEST_SECRET"] = "secret"
    try:
        look = (
            "import os\nopen('left', 'w').write('x')\n"
            "print(os.getcwd(), len(os.listdir()), 'SES_TEST_SECRET' in os.environ, hash('a'))"
        )
        first, second = (run(Program(look), "").stdout.split() for _ in range(2))
    finally:
        del os.environ["SES_TEST_SECRET"]
    assert first[1:] == second[1:], "the order of a set of strings would differ"
    assert first[1:3] == ["1", "False"]
    assert not Path("left").exists()


def test_what_shows_an_exception_is_brought_once_and_no_program_finds_it() -> None:
    look = Program("import sys\nprint(sorted(sys.modules))")
    fails = Program("def f(a):\n    return a / 0\nprint('so far')\nf(1)")
    uses = Program(
        "import ast, linecache, traceback\ntree = ast.parse('1 + 1')\n"
        "print(isinstance(tree.body[0], ast.Expr), ast.unparse(tree), ast.literal_eval('[1]'))\n"
        "try:\n    1 / 0\nexcept ZeroDivisionError:\n    print(traceback.format_exc())"
    )
    with Sandbox(1) as sandbox:
        before = [sandbox.run(program, "").stdout for program in (look, uses)]
        failures = [sandbox.run(fails, "") for _ in range(3)]
        called = sandbox.run(Program("def f(a): return a", "f"), "[1]")
        after = [sandbox.run(program, "").stdout for program in (look, uses)]
    assert before == after
    assert "'traceback'" not in after[0]
    assert "'ast'" not in after[0]
    assert after[1].startswith("True 1 + 1 [1]\n")
    assert {ran.stderr_tail for ran in failures} == {failures[0].stderr_tail}
    assert "    return a / 0\n" in failures[0].stderr_tail
    assert called.value == "[1]"


@pytest.mark.parametrize("idle_s", [0.0, 0.05, 0.25])
def test_the_clock_runs_whatever_came_before(idle_s: float) -> None:
    with Sandbox(1) as sandbox:
        for wall_s in (0.02, 0.3):  # less and more than what the alarm is set to
            assert sandbox.run(Program("print(1)"), "").stdout == "1\n"
            time.sleep(idle_s)
            ran = sandbox.run(Program("import time\ntime.sleep(60)"), "", Limits(wall_s=wall_s))
            assert ran.outcome is Outcome.TIMEOUT
            assert wall_s <= ran.wall_s < 30
            assert ran.exit_code is None


def test_open_files_are_limited_and_more_than_there_are_is_refused() -> None:
    count = Program("import os\nfor n in range(99):\n    os.dup(0)")
    for open_files in (10, 64):
        ran = run(count, "", Limits(open_files=open_files))
        assert (ran.outcome, ran.error_type, ran.error_line) == (Outcome.EXCEPTION, "OSError", 3)
    with pytest.raises(UsageError, match="open_files=65: a run may have at most 64"):
        run(count, "", Limits(open_files=65))


@pytest.mark.parametrize(
    "limits",
    [
        {"cpu_s": 0.5},
        {"cpu_s": 0},
        {"memory_mb": 1 << 50},
        {"output_bytes": -1},
        {"processes": "2"},
        {"wall_s": 0},
        {"wall_s": "2"},
        {"wall_s": float("nan")},
        {"wall_s": float("inf")},
    ],
)
def test_what_can_be_no_limit_is_refused(limits: dict[str, Any]) -> None:
    (name,) = limits
    with pytest.raises(UsageError, match=f"{name}=.*: a limit is"):
        Limits(**limits)


def test_a_byte_order_mark_is_none_of_the_program() -> None:
    assert run(Program("\ufeffprint(1)"), "").stdout == "1\n"


def test_an_error_can_be_written_whatever_its_text_is() -> None:
    ran = run(Program("raise ValueError(chr(0xD800))"), "")
    assert ran.error == "ValueError: \\ud800"
    assert json.dumps(ran.to_row(), ensure_ascii=False).encode()


# Python copies the body of a `finally`: 1 KB of source is megabytes of code.
GROWS = (
    "\ndef g():\n"
    + "".join(" " * depth + "try: pass\n" + " " * depth + "finally:\n" for depth in range(1, 15))
    + " " * 15
    + ";".join(["x=x"] * 120)
    + "\nprint(42)"
)


def test_much_code_is_not_kept_for_other_programs_to_carry() -> None:
    innocent = Program("x = list(range(1_000_000))\nprint(len(x))")
    with Sandbox(1) as sandbox:
        for number in range(3):
            assert sandbox.run(Program(f"#{number}{GROWS}"), "").stdout == "42\n"
        assert sandbox.run(innocent, "", Limits(memory_mb=128)).stdout == "1000000\n"


def test_children_are_killed_with_their_program() -> None:
    fork = "import os, time\nif os.fork() == 0:\n    time.sleep(60)\nelse:\n    print('parent')"
    start = time.monotonic()
    assert run(Program(fork), "", Limits(processes=4)).stdout == "parent\n"
    assert time.monotonic() - start < 30
    assert run(Program(fork), "").error_type == "BlockingIOError"
