from __future__ import annotations

import pytest

from ses_plugin.datasets.instances import measure
from ses_plugin.execution import run
from ses_plugin.tracing.step_counter import StepCounts, instrument, steps_of
from ses_plugin.types.program import Program


def count(source: str, text: str = "", limit: int = 1000) -> StepCounts | None:
    return steps_of(run(Program(instrument(source, limit)), text))


@pytest.mark.parametrize(
    ("source", "steps"),
    [
        ("x = 1\ny = 2", StepCounts(lines=2, calls=0, items=0)),
        ("for i in range(3):\n    print(i)", StepCounts(lines=1 + 3 + 3, calls=0, items=0)),
        ("i = 0\nwhile i < 2:\n    i += 1", StepCounts(lines=2 + 2 + 2, calls=0, items=0)),
        ("def f(x):\n    return x\nf(1)\nf(2)", StepCounts(lines=3 + 2, calls=2, items=0)),
        ("print([x * x for x in range(5) if x])", StepCounts(lines=1, calls=0, items=5)),
        ("g = lambda x: x\ng(1)", StepCounts(lines=2, calls=1, items=0)),
        ('"""Doc."""\nfrom __future__ import annotations\nx = 1', StepCounts(lines=1, calls=0, items=0)),
        ("try:\n    1 / 0\nexcept ZeroDivisionError:\n    x = 1", StepCounts(lines=3, calls=0, items=0)),
        ("match 3:\n    case 3:\n        x = 1", StepCounts(lines=2, calls=0, items=0)),
        ("import sys\nsys.exit()", StepCounts(lines=2, calls=0, items=0)),
    ],
)
def test_steps(source: str, steps: StepCounts) -> None:
    assert count(source) == steps


def test_counting_does_not_change_the_output() -> None:
    source = 'def f(n):\n    """Doc."""\n    return f(n - 1) + n if n else 0\nprint(f(4), f.__doc__)'
    assert run(Program(instrument(source, 100)), "").stdout == run(Program(source), "").stdout


def test_a_long_run_is_stopped_by_its_steps() -> None:
    assert count("while True: pass", limit=500) is None


def test_features() -> None:
    source = "s = 0\nfor i in range(3):\n    for j in range(2):\n        s += i % 2\nprint(sorted([s]))"
    features = measure(source, StepCounts(lines=20, calls=1, items=2), "[2]\n")
    assert (features.trace_events, features.loop_depth, features.output_length) == (24, 2, 3)
    assert features.kinds == ("arithmetic", "list", "modulo", "sorting")
    assert features.difficulty == "easy"
