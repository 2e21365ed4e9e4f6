"""Judge a program on tests: a verdict for each."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from ses_plugin import comparators
from ses_plugin.comparators import Comparator, Tokens, Validator, Value
from ses_plugin.errors import UsageError
from ses_plugin.execution.sandbox import Sandbox, check, shared
from ses_plugin.problems import Test, Verdict
from ses_plugin.programs import Limits, Outcome, Program, Ran

_LOG = logging.getLogger("ses_plugin")
_VERDICTS = {
    Outcome.EXCEPTION: Verdict.RE,
    Outcome.KILLED: Verdict.RE,
    Outcome.TIMEOUT: Verdict.TLE,
    Outcome.MEMORY: Verdict.MLE,
    Outcome.OUTPUT_LIMIT: Verdict.OLE,
}


@dataclass(frozen=True, slots=True)
class Judged:
    """The verdict on one test, and the run that it is about."""

    verdict: Verdict
    ran: Ran


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdicts on a program, in the order of the tests; fewer than `tests` if it stopped early.

    `time_factor` is how many seconds the programs were given for one in the limits (`Sandbox.time_factor`).
    """

    results: tuple[Judged, ...]
    tests: int
    time_factor: float = 1.0

    @property
    def verdict(self) -> Verdict:
        """The first verdict that is not AC, else AC."""
        return next((r.verdict for r in self.results if r.verdict is not Verdict.AC), Verdict.AC)

    @property
    def passed(self) -> bool:
        """Whether the program is right on every test."""
        return len(self.results) == self.tests and self.verdict is Verdict.AC


def judge(  # noqa: PLR0913 - what to judge, and options by name
    program: Program,
    tests: Sequence[Test],
    *,
    comparator: Comparator | Validator | None = None,
    limits: Limits | None = None,
    stop_at_first_failure: bool = False,
    sandbox: Sandbox | None = None,
) -> Judgement:
    """Return the verdicts on `program`.

    The comparator is by default that of Kattis problem packages for standard output, and by value for a
    function. `limits` are seconds of the reference machine (`Sandbox.time_factor`). `sandbox` is by default
    this process's shared one. Without tests nothing fails: AC. Raises SandboxError only if programs can't be
    run here at all, UsageError for what is not as described.
    """
    check(program, [test.input for test in tests])
    sandbox = sandbox or shared()
    comparator = comparator or (Tokens() if program.entry is None else Value())
    if isinstance(comparator, type) or not (
        isinstance(comparator, Validator) or hasattr(comparator, "accepts")
    ):
        raise UsageError(
            f"comparator={comparator!r}: give Tokens(), Lines(), Exact(), Value(), Equal() or a Validator"
        )
    results: list[Judged] = []
    at_once = 1 if stop_at_first_failure else len(tests)
    for start in range(0, len(tests), at_once or 1):
        batch = tests[start : start + at_once]
        runs = sandbox.run_each(program, [test.input for test in batch], limits, scale=True)
        for ran, test in zip(runs, batch, strict=True):
            results.append(Judged(_verdict(ran, test, comparator, sandbox), ran))
        if stop_at_first_failure and results[-1].verdict is not Verdict.AC:
            break
    return Judgement(tuple(results), len(tests), sandbox.time_factor if results else 1.0)


def _verdict(ran: Ran, test: Test, comparator: Comparator | Validator, sandbox: Sandbox) -> Verdict:
    if ran.outcome is not Outcome.OK:
        return _VERDICTS[ran.outcome]
    if isinstance(comparator, Validator):
        return _validated(comparator, ran.output, test, sandbox)
    try:
        return Verdict.AC if comparator.accepts(ran.output, test.output) else Verdict.WA
    except Exception:  # a package's comparator; no output of a program may end a run
        _LOG.warning("comparator %r failed, so the verdict is JE", comparator, exc_info=True)
        return Verdict.JE


def _validated(validator: Validator, output: str, test: Test, sandbox: Sandbox) -> Verdict:
    program = validator.on(test.input, test.output)
    match sandbox.run(program, output, validator.limits, scale=True).exit_code:
        case comparators.ACCEPTED:
            return Verdict.AC
        case comparators.REJECTED:
            return Verdict.WA
    return Verdict.JE
