"""How much longer the same work takes here: limits of problems are seconds of the reference machine.

A problem's author sets a time limit that right programs keep with room to spare, on some machine. A slower
machine gives more seconds, so that the verdict is the same there.
"""

from __future__ import annotations

import logging
import math
import os
from collections.abc import Callable
from dataclasses import replace

from ses_plugin.errors import UsageError
from ses_plugin.types.program import ExecutionResult, Limits, Outcome, Program

_LOG = logging.getLogger("ses_plugin")
TIME_FACTOR_ENV_VAR = "SES_TIME_FACTOR"
_MOST = 1000.0

REFERENCE = Program(
    """\
def work(rounds):
    seen = {}
    rows = []
    for number in range(rounds):
        key = number * 7919 % 1009
        seen[key] = seen.get(key, 0) + len(rows)
        rows.append((key, str(number)))
        if len(rows) > 50:
            rows.sort()
            rows = rows[25:]
    return sum(seen.values())

print(work(120_000))
"""
)
"""What the speed of a machine is measured with: what contest programs do, in equal parts."""

REFERENCE_S = 0.04
"""The CPU seconds of REFERENCE on the reference machine: a core of a server of 2023 with CPython 3.11."""

_TURNS = 3
_SAME = 1.5
"""A machine that is no slower than this is as quick as the reference: what is measured varies as much."""


def resolve_time_factor(factor: float | None) -> float | None:
    """Return the factor asked for by argument, else by the environment, else None: it is to be measured.

    Raises UsageError for what can't be one.
    """
    said: float | str = os.environ.get(TIME_FACTOR_ENV_VAR, "") if factor is None else factor
    if said == "":
        return None
    try:
        value = float(said)
    except (TypeError, ValueError):
        value = math.nan
    if not 0 < value <= _MOST:
        name = TIME_FACTOR_ENV_VAR if factor is None else "time_factor"
        raise UsageError(
            f"{name}={said!r:.100}: a time factor is a number above 0, at most {_MOST:g}, as 2 for a machine "
            "half as fast as the reference; leave it out to have this machine measured"
        )
    return value


def scale_limits(limits: Limits, factor: float) -> Limits:
    """Return `limits` with `factor` times the seconds; those of CPU time in whole ones, rounded up."""
    if factor == 1:
        return limits
    cpu_s = max(1, math.ceil(round(limits.cpu_s * factor, 6)))
    return replace(limits, cpu_s=cpu_s, wall_s=limits.wall_s * factor)


def factor_of(seconds: float) -> float:
    """Return the factor for a machine on which REFERENCE takes `seconds` of CPU time.

    It is a whole number and never less than one: measurements vary, and a score is not to vary with them.
    """
    ratio = seconds / REFERENCE_S
    return 1.0 if ratio <= _SAME else float(math.ceil(ratio))


_MEASURED: list[float] = []


def measure_time_factor(run: Callable[[Program, str], ExecutionResult]) -> float:
    """Return this machine's factor, measured by `run` the first time that this process asks.

    Threads that ask at the same time may all measure it, and get the same: a lock could be held at a fork.
    """
    if not _MEASURED:
        runs = [run(REFERENCE, "") for _ in range(_TURNS)]
        if failed := next((ran for ran in runs if ran.outcome is not Outcome.OK), None):
            _LOG.warning("the reference program ended with %s: time factor 1", failed.error)
        seconds = 0.0 if failed else min(ran.cpu_s for ran in runs)
        _MEASURED.append(factor_of(seconds))
        _LOG.debug("reference program: %.3f s of CPU time, time factor %g", seconds, _MEASURED[0])
    return _MEASURED[0]
