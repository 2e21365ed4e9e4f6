from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from itertools import groupby
from types import FrameType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ses_plugin.datasets.seeded_random import SeededRandom
from ses_plugin.datasets.sources import ProgramSource, load_sources
from ses_plugin.errors import UsageError
from ses_plugin.execution import run
from ses_plugin.tracing import tracer
from ses_plugin.tracing.inside.values import bounded
from ses_plugin.tracing.record_reader import DAMAGED
from ses_plugin.tracing.trace import Change, Event, EventKind, Trace, stacks
from ses_plugin.tracing.tracer import trace_program
from ses_plugin.types.program import ExecutionResult, Limits, Outcome, Program
from tests.core.swallowed_programs import SWALLOWED
from tests.core.tracing_corpus import PROGRAMS

TEXT = "one\ntwo\nthree\n"


def seen(ran: ExecutionResult) -> tuple[object, ...]:
    return ran.outcome, ran.stdout, ran.value, ran.error or ""


def told(done: Trace) -> tuple[object, ...]:
    return done.outcome, done.stdout, done.value, done.error


def lines(done: Trace) -> list[tuple[int, dict[str, str | None]]]:
    """Return each line event as its number and changes."""
    return [(e.line, {c.name: c.value for c in e.changes}) for e in done.events if e.kind is EventKind.LINE]


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_program_does_the_same_when_it_is_traced(name: str) -> None:
    program = Program(PROGRAMS[name])
    done = trace_program(program, TEXT)
    assert told(done) == seen(run(program, TEXT))
    assert done.events
    assert done.truncated != DAMAGED
    assert Trace.from_json(done.to_json()) == done


@pytest.mark.parametrize("source", load_sources(), ids=lambda source: source.name)
def test_every_shipped_program_does_the_same(source: ProgramSource, monkeypatch: pytest.MonkeyPatch) -> None:
    """And what the recorder saves itself looking at has really not changed."""
    text = source.generate(SeededRandom(0, "trace", source.name), 1)
    for program in source.programs.values():
        done = trace_program(program, text)
        assert told(done) == seen(run(program, text))
        with monkeypatch.context() as patch:
            patch.setattr(tracer, "non_mutating_lines", lambda _: {})
            assert trace_program(program, text).events == done.events


def test_a_loop_and_a_call() -> None:
    source = "def f(a):\n    b = a + 1\n    return [b]\nfor i in range(2):\n    print(f(i))\n"
    function = [
        [
            Event(EventKind.CALL, n, "f", 1, (Change("a", str(n - 1)),)),
            Event(EventKind.LINE, n, "f", 2, (Change("b", str(n)),)),
            Event(EventKind.LINE, n, "f", 3),
            Event(EventKind.RETURN, n, "f", 3, printed=f"[{n}]\n", value=f"[{n}]"),
        ]
        for n in (1, 2)
    ]
    module = "<module>"
    done = trace_program(Program(source))
    assert done.events == (
        Event(EventKind.CALL, 0, module, 1),
        Event(EventKind.LINE, 0, module, 1, (Change("f", "<function f>"),)),
        Event(EventKind.LINE, 0, module, 4, (Change("i", "0"),)),
        Event(EventKind.LINE, 0, module, 5),
        *function[0],
        Event(EventKind.LINE, 0, module, 4, (Change("i", "1"),)),
        Event(EventKind.LINE, 0, module, 5),
        *function[1],
        Event(EventKind.LINE, 0, module, 4),
        Event(EventKind.RETURN, 0, module, 4, value="None"),
    )
    assert (done.outcome, done.stdout, done.truncated, done.error) == (Outcome.OK, "[1]\n[2]\n", "", "")


def test_a_function_is_called_with_its_arguments() -> None:
    done = trace_program(
        Program("def f(a, *, b=[1]):\n    b.append(a)\n    return {a: b}", "f"), "'x', b=[2]"
    )
    assert done.events[-4:] == (
        Event(EventKind.CALL, 1, "f", 1, (Change("a", "'x'"), Change("b", "[2]"))),
        Event(EventKind.LINE, 1, "f", 2, (Change("b", "[2, 'x']"),)),
        Event(EventKind.LINE, 1, "f", 3),
        Event(EventKind.RETURN, 1, "f", 3, value="{'x': [2, 'x']}"),
    )
    assert (done.entry_point, done.value, done.output) == ("f", "{'x': [2, 'x']}", "{'x': [2, 'x']}")


def test_a_generator_keeps_its_number() -> None:
    source = "def g():\n    x = yield 1\n    yield x\ni = g()\nnext(i)\ni.send(5)"
    events = [e for e in trace_program(Program(source)).events if e.function == "g"]
    assert events == [
        Event(EventKind.CALL, 1, "g", 1),
        Event(EventKind.LINE, 1, "g", 2),
        Event(EventKind.RETURN, 1, "g", 2, value="1", yielded=True),
        Event(EventKind.CALL, 1, "g", 2, (Change("x", "5"),), resumed=True),
        Event(EventKind.LINE, 1, "g", 3),
        Event(EventKind.RETURN, 1, "g", 3, value="5", yielded=True),
    ]


def test_an_exception_leaves_frames_without_a_return() -> None:
    source = "def f():\n    x = {}\n    return x['k']\ntry:\n    f()\nexcept KeyError:\n    y = 1\n1 / 0"
    done = trace_program(Program(source))
    assert [(e.kind, e.frame, e.line, e.value) for e in done.events[4:]] == [
        (EventKind.CALL, 1, 1, None),
        (EventKind.LINE, 1, 2, None),
        (EventKind.LINE, 1, 3, None),
        (EventKind.EXCEPTION, 1, 3, "KeyError: 'k'"),
        (EventKind.EXCEPTION, 0, 5, "KeyError: 'k'"),
        (EventKind.LINE, 0, 6, None),
        (EventKind.LINE, 0, 7, None),
        (EventKind.LINE, 0, 8, None),
        (EventKind.EXCEPTION, 0, 8, "ZeroDivisionError: division by zero"),
    ]
    assert (done.outcome, done.error) == (Outcome.EXCEPTION, "ZeroDivisionError: division by zero")


def test_changes_inside_of_objects_and_deleted_names() -> None:
    source = (
        "a = [[0]]\nb = a[0]\nb.append(1)\nclass C: pass\nc = C()\nc.x = a\nc.x[0][0] = 9\ndel b\n"
        "d = {}\nd['k'] = d\ns = {1}\ns |= {2}\ns = {1, 2}"
    )
    changes = dict(lines(trace_program(Program(source))))
    assert changes[3] == {"a": "[[0, 1]]", "b": "[0, 1]"}
    assert changes[6] == {"c": "C(x=[[0, 1]])"}
    assert changes[7] == {"a": "[[9, 1]]", "b": "[9, 1]", "c": "C(x=[[9, 1]])"}
    assert changes[8] == {"b": None}
    assert changes[10] == {"d": "{'k': {...}}"}
    assert (changes[12], changes[13]) == ({"s": "{1, 2}"}, {})  # as equal as ever


def test_globals_changed_by_a_function_are_told_once_and_there() -> None:
    source = (
        "n = 0\nlog = []\ndef f(x):\n    global n, new\n    n += x\n    log.append(n)\n    new = 'set'\n"
        "    del n\nf(2)\nf = None"
    )
    assert lines(trace_program(Program(source)))[3:] == [
        (9, {}),
        (5, {"global n": "2"}),
        (6, {"global log": "[2]"}),
        (7, {"global new": "'set'"}),
        (8, {"global n": None}),
        (10, {"f": "None"}),
    ]


def test_numbers_that_are_equal_but_not_the_same() -> None:
    source = "x = 1\nx = True\nx = 1.0\nx = -0.0\nx = 0.0\nx = 0\nx = int('0')\nx = 10 ** 20\nx = 10 ** 20"
    values = [changes.get("x") for _, changes in lines(trace_program(Program(source)))]
    assert values == ["1", "True", "1.0", "-0.0", "0.0", "0", None, str(10**20), None]


def test_limits() -> None:
    source = "total = 0\nfor i in range(100_000):\n    total += i\nprint(total)"
    done = trace_program(Program(source), events=50)
    assert (len(done.events), done.truncated, done.stdout) == (50, "after 50 events", "4999950000\n")
    assert done.events[-1].changes  # what the last line did is not lost
    done = trace_program(Program(source), size=1000)
    assert (done.truncated, done.stdout) == ("after 1000 bytes", "4999950000\n")
    assert 10 < len(done.events) < 100
    for events in range(1, 10):  # wherever it is cut, at a call too
        done = trace_program(Program("def f(a):\n    print(a)\n    yield a\nprint(*f(1))"), events=events)
        assert (len(done.events), done.truncated) == (events, f"after {events} events")
    with pytest.raises(UsageError, match="events=0"):
        trace_program(Program(source), events=0)


def test_a_run_that_is_stopped_is_recorded_up_to_there() -> None:
    quick = Limits(wall_s=1.5)
    for source in ("x = 1\nimport time\ntime.sleep(60)", "x = 1\nwhile True:\n    pass"):
        done = trace_program(Program(source), limits=quick)
        assert done.outcome is Outcome.TIMEOUT
        assert lines(done)[0] == (1, {"x": "1"})
    done = trace_program(Program("x = 1\nimport os\nos.kill(os.getpid(), 9)"))
    assert (done.outcome, done.events[-1].line, done.truncated) == (Outcome.KILLED, 3, "")


@pytest.mark.parametrize("source", ["x = (", "\0", "print(1)\n  print(2)"])
def test_what_is_no_program_has_no_events(source: str) -> None:
    done = trace_program(Program(source))
    assert (done.outcome, done.events) == (Outcome.EXCEPTION, ())
    assert done.error.startswith(("SyntaxError: ", "IndentationError: "))


def test_a_program_that_writes_into_the_record() -> None:
    source = "import os\nos.pwrite(3, b'\\xff\\xff', 150)\nos.pwrite(3, b'Q\\t1\\n', 300)\nx = [1]\nx += [2]"
    done = trace_program(Program(source))
    assert done.outcome is Outcome.OK
    assert done.truncated == DAMAGED


def test_values_are_bounded() -> None:
    source = "a = 'x' * 10_000\nb = list(range(10_000))\nc = {i: 'y' * 50 for i in range(99)}\nd = 7 ** 4_000"
    values = [c.value for e in trace_program(Program(source)).events for c in e.changes if c.name in "abcd"]
    assert [(len(value), value[100]) for value in values if value] == [(200, "…")] * 4


def test_big_containers_do_not_take_long() -> None:
    source = "a = list(range(1_000_000))\nfor i in range(3_000):\n    a[i] = -1\nprint(a[0])"
    done = trace_program(Program(source))
    assert (done.outcome, done.stdout) == (Outcome.OK, "-1\n")  # and no time-out
    assert len(done.events) > 6_000


PLAIN = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary() | st.complex_numbers()
)
VALUES = st.recursive(
    PLAIN,
    lambda inner: (
        st.lists(inner, max_size=40)
        | st.lists(inner, max_size=4).map(tuple)
        | st.dictionaries(st.integers() | st.text(), inner, max_size=40)
    ),
    max_leaves=60,
)


@settings(max_examples=200, deadline=None)
@given(VALUES, st.integers(20, 200))
def test_a_text_is_the_repr_with_its_middle_left_out(value: object, most: int) -> None:
    whole = repr(value)
    text = bounded(value, most)
    if "..." in text and "..." not in whole:  # deeper than is shown
        return
    half = most // 2
    expected = whole if len(whole) <= most else whole[:half] + "…" + whole[len(whole) - (most - half - 1) :]
    assert text == expected
    assert bounded(value, most, marked=True) == expected


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_a_long_list_is_told_as_it_is_now(data: st.DataObject) -> None:
    item = st.integers(0, 3) | st.booleans() | st.tuples(st.integers(0, 300)) | st.just(0.0) | st.just(-0.0)
    values = data.draw(st.lists(item, min_size=20, max_size=200))
    for _ in range(4):
        values[data.draw(st.integers(0, len(values) - 1))] = data.draw(item)
        whole = repr(values)
        expected = whole if len(whole) <= 50 else whole[:25] + "…" + whole[len(whole) - 24 :]
        assert bounded(values, 50, marked=True) == expected


def test_json() -> None:
    done = trace_program(Program("print('ü\\ud800'.encode('utf-8', 'replace'))\nx = None\ndel x"))
    said = json.loads(done.to_json())
    assert said["version"] == 2
    assert said["events"][2]["changes"] == [["x", "None"]]
    assert said["events"][3]["changes"] == [["x", None]]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("{", "not the JSON of a trace"),
        ("[]", "version None"),
        ('{"version": 1}', "version 1"),
        ('{"version": 2}', "KeyError: 'source'"),
        ('{"version": 2, "source": 5, "input": "", "events": []}', "a text was expected"),
    ],
)
def test_json_that_is_no_trace(text: str, problem: str) -> None:
    with pytest.raises(UsageError, match=problem):
        Trace.from_json(text)


def test_a_frame_that_an_exception_leaves_into_c_code_says_so() -> None:
    source = (
        "class A:\n    def __getattr__(self, n):\n        raise AttributeError(n)\n"
        "x = hasattr(A(), 'y')\nz = 1"
    )
    events = trace_program(Program(source)).events
    assert [(e.frame, e.line, e.value) for e in events if e.leaves] == [(2, 3, "AttributeError: y")]
    source = (
        "def f():\n    try:\n        1 / 0\n    finally:\n        x = 1\n"
        "try:\n    f()\nexcept ZeroDivisionError: pass"
    )
    (left,) = [e for e in trace_program(Program(source)).events if e.leaves]
    assert (left.kind, left.line, left.value) == (
        EventKind.EXCEPTION,
        5,
        "ZeroDivisionError: division by zero",
    )


def test_statements_that_share_a_line_are_told_apart() -> None:
    events = trace_program(Program("a = 1; b = 2\nt = a; a = b; b = t\nwhile a: a -= 1")).events
    told = [(e.line, e.column, e.truth, *(f"{c.name}={c.value}" for c in e.changes)) for e in events[1:-1]]
    assert told == [
        (1, 0, None, "a=1"),
        (1, 7, None, "b=2"),
        (2, 0, None, "t=1"),
        (2, 7, None, "a=2"),
        (2, 14, None, "b=1"),
        (3, 0, True),
        (3, 9, None, "a=1"),
        (3, 0, True),
        (3, 9, None, "a=0"),
        (3, 0, False),
    ]


def test_an_asynchronous_generator_yields_its_values() -> None:
    source = (
        "import asyncio\nasync def g():\n    yield 7\nasync def m():\n"
        "    return [v async for v in g()]\nasyncio.run(m())"
    )
    events = trace_program(Program(source)).events
    assert [e.value for e in events if e.function == "g" and e.yielded] == ["7"]


def test_probes_say_what_an_expression_was() -> None:
    done = trace_program(Program("xs = [9]\nif xs and xs.pop() > 1:\n    y = -4 ** 2"))
    said = [(p.kind.value, p.value, p.truth) for p in done.probes if p.kind.value in "VT"]
    assert said == [
        ("V", "[9]", None),
        ("V", "9", None),
        ("V", "True", None),
        ("T", "True", True),
        ("V", "-16", None),
    ]


def _real_depths(source: str) -> list[tuple[int, int]]:
    """Return depth and line of each line that is executed, as the interpreter's own frames have them."""
    lines: list[tuple[int, int]] = []

    def watch(frame: FrameType, event: str, _: object) -> object:
        if frame.f_code.co_filename != "swallowed":
            return None
        if event == "line":
            stack = [f for f in _callers(frame) if f.f_code.co_filename == "swallowed"]
            lines.append((len(stack), frame.f_lineno))
        return watch

    before = sys.gettrace()
    sys.settrace(watch)  # type: ignore[arg-type]
    try:
        exec(compile(source, "swallowed", "exec"), {"__name__": "__main__"})
    finally:
        sys.settrace(before)
    return lines


def _callers(frame: FrameType | None) -> Iterator[FrameType]:
    while frame is not None:
        yield frame
        frame = frame.f_back


@pytest.mark.parametrize("number", range(len(SWALLOWED)))
def test_the_stack_is_that_of_the_interpreter(number: int) -> None:
    events = trace_program(Program(SWALLOWED[number])).events
    told = [(len(stack), event.line) for event, stack in stacks(events) if event.kind is EventKind.LINE]
    assert _runs(told) == _runs(_real_depths(SWALLOWED[number]))


def _runs(places: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the places without repetitions: a line of several statements is told for each of them."""
    return [place for place, _ in groupby(places)]
