"""The only package that runs untrusted code.

    run(program, text, limits) -> ExecutionResult
    judge(program, tests) -> Judgement

Each run is a fresh child of a warm fork server (`inside/`), in namespaces made by bubblewrap, under Landlock
and seccomp rules and resource limits (`isolation`). `Sandbox` is a pool of such servers.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from ses_plugin.errors import UsageError
from ses_plugin.execution.isolation import Isolation
from ses_plugin.execution.sandbox import Sandbox, check_inputs, shared_sandbox
from ses_plugin.scoring import judge_comparators
from ses_plugin.scoring.judge_comparators import Comparator, LiteralMatch, OutputValidator, TokenMatch
from ses_plugin.types.problem import Test, Verdict
from ses_plugin.types.program import ExecutionResult, Limits, Outcome, Program
from ses_plugin.types.result_value import ResultValue, View

__all__ = ["Isolation", "Judgement", "Sandbox", "TestResult", "judge", "run", "shared_sandbox"]


def run(
    program: Program, text: str, limits: Limits | None = None, isolation: Isolation | str | None = None
) -> ExecutionResult:
    """Run `program` on `text` in this process's shared sandbox; see `Sandbox.run`."""
    return shared_sandbox(isolation).run(program, text, limits)


_LOG = logging.getLogger("ses_plugin")
_VERDICTS = {
    Outcome.EXCEPTION: Verdict.RE,
    Outcome.KILLED: Verdict.RE,
    Outcome.TIMEOUT: Verdict.TLE,
    Outcome.MEMORY: Verdict.MLE,
    Outcome.OUTPUT_LIMIT: Verdict.OLE,
}


@dataclass(frozen=True, slots=True)
class TestResult:
    """The verdict on one test, and the run that it judges."""

    verdict: Verdict
    execution: ExecutionResult


@dataclass(frozen=True, slots=True, repr=False)
class Judgement(ResultValue):
    """The verdicts on a program, in the order of the tests; fewer than `total` if it stopped early.

    `time_factor`: seconds here for one second of the limits (`Sandbox.time_factor`).
    """

    SCHEMA: ClassVar[str] = "ses.judgement"

    results: tuple[TestResult, ...]
    total: int
    time_factor: float = 1.0

    @property
    def verdict(self) -> Verdict:
        """The first verdict that is not AC, else AC."""
        return next((r.verdict for r in self.results if r.verdict is not Verdict.AC), Verdict.AC)

    @property
    def passed(self) -> bool:
        """Whether the program passes every test."""
        return len(self.results) == self.total and self.verdict is Verdict.AC

    def _view(self) -> View:
        accepted = sum(result.verdict is Verdict.AC for result in self.results)
        facts = {
            "verdict": self.verdict,
            "accepted": accepted,
            "judged": len(self.results),
            "total": self.total,
        }
        runs = ((number, one.verdict, one.execution) for number, one in enumerate(self.results, 1))
        rows = [(number, verdict, ran.outcome, ran.error or ran.output) for number, verdict, ran in runs]
        return View(facts, rows=[("test", "verdict", "outcome", "error or output"), *rows])


def judge(  # noqa: PLR0913 - what to judge, and options by name
    program: Program,
    tests: Sequence[Test],
    *,
    comparator: Comparator | OutputValidator | None = None,
    limits: Limits | None = None,
    stop_at_first_failure: bool = False,
    sandbox: Sandbox | None = None,
) -> Judgement:
    """Run `program` on `tests` and return a verdict for each.

    Args:
        program: Program(source); with an entry point each test is a call.
        tests: without tests nothing fails: AC.
        comparator: default for standard output: the default validator of Kattis problem packages
            (TokenMatch); for a function: by value (LiteralMatch).
        limits: in seconds of the reference machine (`Sandbox.time_factor`).
        stop_at_first_failure: run no test after the first whose verdict is not AC.
        sandbox: default: this process's shared sandbox.

    Raises:
        UsageError: an argument is invalid.
        SandboxError: programs can't run on this machine at all.

    >>> judge(Program("print(int(input()) * 2)"), [Test("21", "42"), Test("0", "1")]).verdict
    <Verdict.WA: 'WA'>
    """
    check_inputs(program, [test.input for test in tests])
    sandbox = sandbox or shared_sandbox()
    comparator = comparator or (TokenMatch() if program.entry_point is None else LiteralMatch())
    if isinstance(comparator, type) or not (
        isinstance(comparator, OutputValidator) or hasattr(comparator, "accepts")
    ):
        raise UsageError(
            f"comparator={comparator!r}: not a comparator; give TokenMatch(), LineMatch(), ExactMatch(), "
            "LiteralMatch(), ValueMatch() or an OutputValidator"
        )
    results: list[TestResult] = []
    batch_size = 1 if stop_at_first_failure else len(tests)
    for start in range(0, len(tests), batch_size or 1):
        batch = tests[start : start + batch_size]
        executions = sandbox.run_each(program, [test.input for test in batch], limits, scale=True)
        for execution, test in zip(executions, batch, strict=True):
            results.append(TestResult(_verdict(execution, test, comparator, sandbox), execution))
        if stop_at_first_failure and results[-1].verdict is not Verdict.AC:
            break
    return Judgement(tuple(results), len(tests), sandbox.time_factor if results else 1.0)


def _verdict(
    execution: ExecutionResult, test: Test, comparator: Comparator | OutputValidator, sandbox: Sandbox
) -> Verdict:
    if execution.outcome is not Outcome.OK:
        return _VERDICTS[execution.outcome]
    if isinstance(comparator, OutputValidator):
        return _run_validator(comparator, execution.output, test, sandbox)
    try:
        return Verdict.AC if comparator.accepts(execution.output, test.output) else Verdict.WA
    except Exception:  # another package's comparator: no output of a program may end a whole evaluation
        _LOG.warning("comparator %r failed, so the verdict is JE", comparator, exc_info=True)
        return Verdict.JE


def _run_validator(validator: OutputValidator, output: str, test: Test, sandbox: Sandbox) -> Verdict:
    # In the sandbox like any program: a validator comes with a problem package, and reads hostile output.
    program = validator.on(test.input, test.output)
    match sandbox.run(program, output, validator.limits, scale=True).exit_code:
        case judge_comparators.ACCEPTED:
            return Verdict.AC
        case judge_comparators.REJECTED:
            return Verdict.WA
    return Verdict.JE
