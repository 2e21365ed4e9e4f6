"""How much longer the same work takes here: a problem's limits are in seconds of the reference machine.

A problem's author sets a time limit that correct programs meet with room to spare on some machine. A slower
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
_MAX_FACTOR = 1000.0

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
"""Measures the speed of a machine by what contest programs do: integers, dicts, strings, lists, sorting."""

REFERENCE_S = 0.04
"""The CPU seconds of REFERENCE on the reference machine: a core of a server of 2023 with CPython 3.11."""

_REPETITIONS = 3
_MAX_RATIO_OF_1 = 1.5  # up to here the factor is 1: measurements on one machine vary as much


def resolve_time_factor(factor: float | None) -> float | None:
    """Return `factor`, else that of SES_TIME_FACTOR, else None: measure it. Raises UsageError if invalid."""
    setting: float | str = os.environ.get(TIME_FACTOR_ENV_VAR, "") if factor is None else factor
    if setting == "":
        return None
    try:
        value = float(setting)
    except (TypeError, ValueError):
        value = math.nan
    if not 0 < value <= _MAX_FACTOR:  # false for nan, too
        name = TIME_FACTOR_ENV_VAR if factor is None else "time_factor"
        raise UsageError(
            f"{name}={setting!r:.100}: a time factor is a number above 0, at most {_MAX_FACTOR:g}, such as 2 "
            "for a machine half as fast as the reference; leave it out to have this machine measured"
        )
    return value


def scale_limits(limits: Limits, factor: float) -> Limits:
    """Return `limits` with `factor` times the seconds; CPU seconds are rounded up to a whole number."""
    if factor == 1:
        return limits
    # Rounded first: 100 * 1.1 is 110.00000000000001, which must not become 111.
    cpu_s = max(1, math.ceil(round(limits.cpu_s * factor, 6)))
    return replace(limits, cpu_s=cpu_s, wall_s=limits.wall_s * factor)


def factor_of(seconds: float) -> float:
    """Return the factor for a machine on which REFERENCE takes `seconds` of CPU time.

    A whole number, at least 1: measurements vary, and scores must not vary with them.

    >>> factor_of(0.05), factor_of(0.09)
    (1.0, 3.0)
    """
    ratio = seconds / REFERENCE_S
    return 1.0 if ratio <= _MAX_RATIO_OF_1 else float(math.ceil(ratio))


_MEASURED: list[float] = []


def measure_time_factor(run: Callable[[Program, str], ExecutionResult]) -> float:
    """Return this machine's factor, measured with `run` by the first call in this process.

    Without a lock, which could be held at a fork: threads may all measure at the same time, and then share
    one result.
    """
    if not _MEASURED:
        results = [run(REFERENCE, "") for _ in range(_REPETITIONS)]
        if failed := next((result for result in results if result.outcome is not Outcome.OK), None):
            _LOG.warning("the reference program ended with %s: time factor 1", failed.error)
        seconds = 0.0 if failed else min(result.cpu_s for result in results)
        _MEASURED.append(factor_of(seconds))
        _LOG.debug("reference program: %.3f s of CPU time, time factor %g", seconds, _MEASURED[0])
    return _MEASURED[0]
