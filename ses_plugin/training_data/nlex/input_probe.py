"""Which inputs a function takes: many are tried in one sandboxed process."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ses_plugin.execution import Sandbox
from ses_plugin.types.program import Limits, Program

PATIENT = Limits(wall_s=180.0, cpu_s=20, memory_mb=512)
"""Events stop a long run; the clock is for what hangs within one: a busy machine is to change nothing."""

EVENTS = 4_000
"""The most events of one call: a longer story is nothing to learn from."""


Arc = tuple[int, int]
"""Two lines that are run one after the other in a frame; 0 is its beginning or its end."""


@dataclass(frozen=True, slots=True)
class ProbedInput:
    """An input that a function takes, the text of what it returned, and the way through its lines."""

    input: str
    value: str
    way: frozenset[Arc]


def probe_inputs(program: Program, inputs: Sequence[str], sandbox: Sandbox) -> list[ProbedInput]:
    """Return those of `inputs` on which `program` returned a literal within EVENTS events.

    What ends the process (time, memory) ends it for the inputs after it too. Only a hint: the program has run
    many times in one process, and may have told lies. Rows are made of runs of their own.
    """
    job = {"source": program.source, "entry": program.entry_point, "inputs": list(inputs), "events": EVENTS}
    ran = sandbox.run(Program(_code()), json.dumps(job), PATIENT)
    return [
        worked
        for text, line in zip(inputs, ran.stdout.splitlines(), strict=False)
        if (worked := _read(text, line)) is not None
    ]


def _read(text: str, line: str) -> ProbedInput | None:
    try:
        value, way = json.loads(line)
        return ProbedInput(text, str(value), frozenset((int(a), int(b)) for a, b in way))
    except (ValueError, TypeError, RecursionError):
        return None


@cache
def _code() -> str:
    return (Path(__file__).parent / "inside" / "probe.py").read_text("utf-8")
