"""What limits this process can give: the kernel lets none take more than the hard limits it has itself."""

from __future__ import annotations

import resource
import sys

from ses_plugin.errors import UsageError
from ses_plugin.execution.inside.protocol import OPEN_FILES, report_bytes
from ses_plugin.programs import Limits


def check(limits: Limits, record_bytes: int = 0) -> None:
    """Raise UsageError for limits that no run can be given here; it names the one that is too high."""
    if limits.open_files > OPEN_FILES:
        raise UsageError(f"open_files={limits.open_files}: a run has {OPEN_FILES} at the most")
    # What the run's own limits will be (`inside.program.main`), and how `ulimit` names them.
    largest = record_bytes + report_bytes(limits.output_bytes)
    wanted = [
        ("cpu_s", limits.cpu_s, resource.RLIMIT_CPU, limits.cpu_s + 1, "-t"),
        ("output_bytes", limits.output_bytes, resource.RLIMIT_FSIZE, largest, "-f"),
    ]
    if sys.platform != "darwin":
        wanted += [("memory_mb", limits.memory_mb, resource.RLIMIT_AS, limits.memory_mb << 20, "-v")]
    if limits.processes > 1:
        wanted += [("processes", limits.processes, resource.RLIMIT_NPROC, limits.processes, "-u")]
    for name, value, number, needed, option in wanted:
        most = resource.getrlimit(number)[1]
        if most != resource.RLIM_INFINITY and needed > most:
            raise UsageError(
                f"{name}={value}: takes a limit of {needed}, and this process has a hard limit of {most} "
                f"(`ulimit -H {option}`) that it can't exceed; raise that, or give a smaller {name}"
            )
