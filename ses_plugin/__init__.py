"""Self-execution simulation for code LLMs (arXiv 2604.03253).

Public names are those in `__all__`, what docs/plugins.md imports, for authors of plugins, and what the other
guides in docs/ import in their examples. All else is private: it may change in any release. docs/api.md is
the guide.

    solve, asolve          a problem, with a model and a strategy
    verify, averify        a choice among given programs, by predicted outputs
    simulate, asimulate    what a model says that a program prints
    run, judge             a program, in the sandbox; its verdicts on tests
    trace, narrate         the steps of a run; the same in English
    debug                  where a model's explanation leaves the real run
    load_run, load_runs    what lm-eval or `ses solve --all` wrote, as rows
    wrap_openai            an OpenAI client that solves the problems it is asked

Importing the package loads nothing else; a name loads what it needs when it is first used.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ses_plugin.adapters.openai import wrap_openai
    from ses_plugin.api import Narration, Simulation, Solution, Verification
    from ses_plugin.api.running import debug, judge, narrate, run, trace
    from ses_plugin.api.solving import asimulate, asolve, averify, simulate, solve, verify
    from ses_plugin.debugger.report import DebugReport
    from ses_plugin.errors import (
        MissingDependency,
        ModelError,
        PluginError,
        SandboxError,
        SesError,
        UsageError,
    )
    from ses_plugin.execution import Judgement
    from ses_plugin.report.loading import load_run, load_runs
    from ses_plugin.report.rows import Run
    from ses_plugin.tracing.trace import Trace
    from ses_plugin.types.problem import PrivateTests, Problem, PublicProblem, Test
    from ses_plugin.types.program import ExecutionResult, Limits, Program

__all__ = [
    "DebugReport",
    "ExecutionResult",
    "Judgement",
    "Limits",
    "MissingDependency",
    "ModelError",
    "Narration",
    "PluginError",
    "PrivateTests",
    "Problem",
    "Program",
    "PublicProblem",
    "Run",
    "SandboxError",
    "SesError",
    "Simulation",
    "Solution",
    "Test",
    "Trace",
    "UsageError",
    "Verification",
    "asimulate",
    "asolve",
    "averify",
    "debug",
    "judge",
    "load_run",
    "load_runs",
    "narrate",
    "run",
    "simulate",
    "solve",
    "trace",
    "verify",
    "wrap_openai",
]

_NAMES = {
    "adapters.openai": "wrap_openai",
    "api": "Narration Simulation Solution Verification",
    "api.running": "debug judge narrate run trace",
    "api.solving": "asimulate asolve averify simulate solve verify",
    "debugger.report": "DebugReport",
    "errors": "MissingDependency ModelError PluginError SandboxError SesError UsageError",
    "execution": "Judgement",
    "report.loading": "load_run load_runs",
    "report.rows": "Run",
    "tracing.trace": "Trace",
    "types.problem": "PrivateTests Problem PublicProblem Test",
    "types.program": "ExecutionResult Limits Program",
}
_MODULES = {name: module for module, names in _NAMES.items() for name in names.split()}


def __getattr__(name: str) -> Any:
    """Load a public name when it is first used."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """Return the public names too: notebooks complete by them."""
    return sorted({*globals(), *__all__})
