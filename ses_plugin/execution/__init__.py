"""The only package that runs untrusted code.

    run(program, text, limits) -> ExecutionResult
    judge(program, tests) -> Judgement

Each run is a fresh child of a warm fork server (`inside/`), in namespaces made by bubblewrap, under Landlock
and seccomp rules and resource limits (`isolation`). `Sandbox` is a pool of such servers.
"""

from ses_plugin.execution.isolation import Isolation
from ses_plugin.execution.judging import Judgement, TestResult, judge
from ses_plugin.execution.sandbox import Sandbox, shared_sandbox
from ses_plugin.types.program import ExecutionResult, Limits, Program

__all__ = ["Isolation", "Judgement", "Sandbox", "TestResult", "judge", "run", "shared_sandbox"]


def run(
    program: Program, text: str, limits: Limits | None = None, isolation: Isolation | str | None = None
) -> ExecutionResult:
    """Run `program` on `text` in this process's shared sandbox; see `Sandbox.run`."""
    return shared_sandbox(isolation).run(program, text, limits)
