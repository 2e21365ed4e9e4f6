"""Limits of a problem, as those of a run."""

from __future__ import annotations

import math
from collections.abc import Iterable

from ses_plugin.problems import Test
from ses_plugin.programs import Limits

DEFAULT_TIME_LIMIT_S = 2.0
"""The time limit of a problem that names none, in every set here: the usual one of contests."""

MIN_MEMORY_MB = 256
"""The least memory that a run gets, since `Limits` counts address space, where the interpreter alone has much
more than it uses, and the limits of old problems were set for C++."""


def limits_of(
    time_s: float | None = None,
    memory_mb: int | None = None,
    output_mb: int | None = None,
    tests: Iterable[Test] = (),
) -> Limits:
    """Return the limits of a run for a problem's own; None is what the problem does not say.

    The time limit is one of CPU time, rounded up to whole seconds; the judge multiplies it where the machine
    is slow (`Sandbox.time_factor`). The clock, four times that and two seconds, is for programs that sleep.
    Every right output of `tests` fits in the limit of output.
    """
    time_s = DEFAULT_TIME_LIMIT_S if time_s is None else time_s
    plain = Limits()
    right = max((len(test.output) for test in tests), default=0)
    return Limits(
        wall_s=4 * time_s + 2,
        cpu_s=math.ceil(time_s),
        memory_mb=plain.memory_mb if memory_mb is None else max(memory_mb, MIN_MEMORY_MB),
        output_bytes=max(plain.output_bytes if output_mb is None else output_mb << 20, 4 * right),
    )
