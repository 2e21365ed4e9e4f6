from __future__ import annotations

import base64
import gzip
import io
import json
import re
import sys
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from ses_plugin.cli import main
from ses_plugin.errors import UsageError
from ses_plugin.tracing.render import RENDERINGS, frames, html, render, scratchpad, table
from ses_plugin.tracing.trace import Trace, stacks
from ses_plugin.tracing.tracer import trace_program
from ses_plugin.types.program import Program
from tests.core.tracing_corpus import PROGRAMS

SOURCE = """def double(n):
    return n * 2
total = 0
for i in range(2):
    total += double(i)
print("total", total)
del i
"""


@pytest.fixture(scope="module")
def done() -> Trace:
    return trace_program(Program(SOURCE))


def test_table(done: Trace) -> None:
    assert (
        table(done)
        == """\
    1  def double(n):          double = <function double>
    3  total = 0               total = 0
    4  for i in range(2):      i = 0
    5      total += double(i)
         → calls double        n = 0
    2        return n * 2
         ← double returns      0
    4  for i in range(2):      i = 1
    5      total += double(i)
         → calls double        n = 1
    2        return n * 2
         ← double returns      2
    5      …                   total = 2
    4  for i in range(2):
    6  print("total", total)
       » total 2
    7  del i                   del i

The program ended: 17 events."""
    )


def test_table_of_what_goes_wrong() -> None:
    text = table(trace_program(Program("x = [1]\nfor i in range(9): x.append(i)\nx[99]"), events=4))
    assert text.endswith(
        "The trace ends after 4 events; the program ran on.\n"
        "The program ended with exception: IndexError: list index out of range (4 events)."
    )
    text = table(
        trace_program(Program("def f():\n    raise KeyError(1)\ntry: f()\nexcept KeyError: print('\\n')"))
    )
    assert "    2    ✗ KeyError: 1\n    3  ✗ KeyError: 1\n" in text
    assert "       »\n       »\n" in text


def test_table_tells_conditions_with_their_values() -> None:
    source = (
        "xs = [3, 1]\nn = -2\nwhile xs and xs.pop() > 1: n += 1\n"
        "if n ** 2 == 4 and not xs: pass\nif (m := n) in (m, 5): pass\nif 3 < n < xs[0]: pass\n"
        "z = 'a' if len(xs) > 1 else 'b'\nmatch n:\n    case k if k > 5: pass\n    case k: pass"
    )
    assert (
        table(trace_program(Program(source)))
        == """\
    1  xs = [3, 1]                        xs = [3, 1]
    2  n = -2                             n = -2
    3  while xs and xs.pop() > 1: n += 1  [3, 1] and 1 > 1: false, xs = [3]
    4  if n ** 2 == 4 and not xs: pass    (-2) ** 2 == 4 and not [3]: false
    5  if (m := n) in (m, 5): pass        -2 in (-2, 5): true, m = -2
    5  pass
    6  if 3 < n < xs[0]: pass             3 < -2 < …: false
    7  z = 'a' if len(xs) > 1 else 'b'    1 > 1: false, z = 'b'
    8  match n:
    9      case k if k > 5: pass          -2 > 5: false, k = -2
   10      case k: pass
   10      pass

The program ended: 14 events."""
    )


def test_table_is_in_the_order_of_computation() -> None:
    source = "def f(n):\n    print('in f')\n    return n > 1\nif f(0) or f(2): x = [f(1)]\nprint(f(1))"
    assert (
        table(trace_program(Program(source)))
        == """\
    1  def f(n):                    f = <function f>
    4  if f(0) or f(2): x = [f(1)]
         → calls f                  n = 0
    2        print('in f')
         » in f
    3        return n > 1
         ← f returns                False
         → calls f                  n = 2
    2        print('in f')
         » in f
    3        return n > 1
         ← f returns                True
    4  …                            False or True: true
    4  x = [f(1)]
         → calls f                  n = 1
    2        print('in f')
         » in f
    3        return n > 1
         ← f returns                False
    4  …                            x = [False]
    5  print(f(1))
         → calls f                  n = 1
    2        print('in f')
         » in f
    3        return n > 1
         ← f returns                False
       » False

The program ended: 22 events."""
    )


def test_table_without_probes_tells_conditions_without_values() -> None:
    done = trace_program(Program("n = 1\nif n: pass"))
    assert "    2  if n: pass  true\n" in table(replace(done, probes=()))
    assert "true\n" in table(replace(done, source="not python ("))
    assert table(replace(done, source="n"))


def test_scratchpad(done: Trace) -> None:
    assert (
        scratchpad(done)
        == """\
step | line | what changed
1 | 1 | double=<function double>
2 | 3 | total=0
3 | 4 | i=0
4 | 5 |
5 | 1 | double(n=0)
6 | 2 |
7 | 2 | -> 0
8 | 4 | i=1
9 | 5 | total=2
10 | 1 | double(n=1)
11 | 2 |
12 | 2 | -> 2
13 | 4 |
14 | 6 | print 'total 2\\n'
15 | 7 | del i"""
    )


def test_frames() -> None:
    program = Program("def f(n):\n    m = [n]\n    m.append(n)\n    return m\n", "f")
    assert frames(trace_program(program, "'<'")).partition("<|return_sep|>")[0] == (
        "<|trace_context_start|>def f(n):  # << START_OF_TRACE\n    m = [n]\n    m.append(n)\n    return m\n"
        "<|frame_sep|><|call_sep|>{}<|action_sep|>def f(n):\n"
        "<|frame_sep|><|line_sep|>{}<|action_sep|>def f(n):\n<|frame_sep|>"
    )
    assert frames(trace_program(program, "'<'")).partition("<|arg_sep|>")[2] == (
        '"None"<|frame_sep|><|call_sep|>{"n": "\'<\'"}<|action_sep|>def f(n):\n'
        '<|frame_sep|><|line_sep|>{"n": ".."}<|action_sep|>    m = [n]\n'
        '<|frame_sep|><|line_sep|>{"n": "..", "m": "[\'<\']"}<|action_sep|>    m.append(n)\n'
        '<|frame_sep|><|line_sep|>{"n": "..", "m": "[\'<\', \'<\']"}<|action_sep|>    return m\n'
        "<|frame_sep|><|return_sep|><|action_sep|>    return m\n"
        "<|arg_sep|>\"['<', '<']\"<|frame_sep|><|end_of_text|>"
    )
    assert not frames(trace_program(Program(SOURCE), events=5)).endswith("<|end_of_text|>")


def test_html_is_one_file_that_no_program_can_break_out_of() -> None:
    page = html(trace_program(Program("x = '</script><script>alert(1)</script>'\nprint(x)")))
    assert page.count("</script>") == 2  # the data, and the page's own script
    assert "default-src 'none'" in page
    assert not re.search(r"<[^>]+ (src|href)=|@import|url\(", page)
    block = re.search(r'<script type="text/plain" id="data">([^<]*)</script>', page)
    assert block
    data = json.loads(gzip.decompress(base64.b64decode(block[1])))["data"]
    assert data["trace"]["stdout"] == "</script><script>alert(1)</script>\n"
    assert data["trace"]["probes"]


@pytest.mark.parametrize(
    "name", ["async", "threads", "exceptions", "exit at once", "odd names", "a long chain"]
)
def test_every_rendering_takes_every_trace(name: str) -> None:
    done = trace_program(Program(PROGRAMS[name]), "one\ntwo\nthree\n")
    for rendering in RENDERINGS:
        assert render(done, rendering)
    with pytest.raises(UsageError, match="there are: table, json"):
        render(done, "nonsense")


def test_stacks() -> None:
    source = "def f():\n    g()\ndef g():\n    1 / 0\ntry:\n    f()\nexcept ZeroDivisionError:\n    pass"
    depths = [len(stack) for event, stack in stacks(trace_program(Program(source)).events)]
    assert depths == [1, 1, 1, 1, 1, 2, 2, 3, 3, 3, 2, 1, 1, 1, 1]


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    given(monkeypatch, b"5\n")
    path = tmp_path / "prog.py"
    path.write_text("x = int(input())\nprint('ü', x)\n", "utf-8")
    return path


def given(monkeypatch: pytest.MonkeyPatch, text: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(isatty=lambda: False, buffer=io.BytesIO(text)))


def test_cli(program: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    assert main(["trace", "prog.py"]) == 0
    assert "1  x = int(input())  x = 5" in capsys.readouterr().out
    given(monkeypatch, b"6")
    assert main(["trace", "prog.py", "--format", "json", "--output", "out.json"]) == 0
    assert capsys.readouterr().out == "written to out.json\n"
    assert Trace.from_json(Path("out.json").read_text("utf-8")).stdout == "ü 6\n"
    given(monkeypatch, b"")
    assert main(["trace", "prog.py", "--events", "2"]) == 0
    assert "The program had no input" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("source", "arguments", "problem"),
    [
        ("", ["none.py"], "none.py can't be read (No such file"),
        ("", ["."], ". can't be read (Is a directory"),
        ("x = (", [], "not a program that Python can run: SyntaxError"),
        ("x = 1", ["--size", "0"], "size=0: a trace has room"),
        ("x = 1", ["--output", "no/where"], "--output no/where: can't be written"),
    ],
)
def test_cli_errors_are_one_line(
    source: str, arguments: list[str], problem: str, program: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    program.write_text(source)
    named = arguments if arguments and not arguments[0].startswith("-") else ["prog.py", *arguments]
    assert main(["trace", *named]) == 1
    said = capsys.readouterr().err
    assert problem in said
    assert said.count("\n") == 1


def test_cli_of_what_is_no_text(program: Path, capsys: pytest.CaptureFixture[str]) -> None:
    program.write_bytes(b"\xff\xfe")
    assert main(["trace", "prog.py"]) == 1
    assert "prog.py is not UTF-8 text" in capsys.readouterr().err
