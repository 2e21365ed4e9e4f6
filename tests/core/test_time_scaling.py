"""How limits grow with the machine: what is measured, what the user says, and where it is told."""

from __future__ import annotations

import pytest

from ses_plugin.errors import UsageError
from ses_plugin.execution import Sandbox, judge, time_scaling
from ses_plugin.scoring.judge_comparators import OutputValidator
from ses_plugin.types.problem import Test
from ses_plugin.types.program import ExecutionResult, Limits, Outcome, Program

SECOND = Limits(cpu_s=1)
USES = Program("import time\nwhile time.process_time() < 1.4: pass\nprint('done')")
"""Takes more than the limit, and less than twice as much."""


def test_a_problems_limits_are_multiplied_and_a_runs_are_not() -> None:
    with Sandbox(1, time_factor=2) as sandbox:
        judgement = judge(USES, [Test("", "done")], limits=SECOND, sandbox=sandbox)
        assert (judgement.passed, judgement.time_factor) == (True, 2.0)
        assert sandbox.run(USES, "", SECOND, scale=True).outcome is Outcome.OK
        assert sandbox.run(USES, "", SECOND).outcome is Outcome.TIMEOUT
    with Sandbox(1, time_factor=1) as sandbox:
        judgement = judge(USES, [Test("", "done")], limits=SECOND, sandbox=sandbox)
        assert (judgement.verdict, judgement.time_factor) == ("TLE", 1.0)


def test_a_validator_has_the_time_too() -> None:
    checks = Program("import sys, time\nwhile time.process_time() < 1.4: pass\nsys.exit(42)")
    for factor, verdict in ((1, "JE"), (2, "AC")):
        with Sandbox(1, time_factor=factor) as sandbox:
            validator = OutputValidator(checks, limits=SECOND)
            assert (
                judge(Program("1"), [Test("", "")], comparator=validator, sandbox=sandbox).verdict == verdict
            )


@pytest.mark.parametrize(
    ("ratio", "factor"), [(0.0, 1), (0.3, 1), (1.0, 1), (1.5, 1), (1.6, 2), (2.1, 3), (20, 20)]
)
def test_the_factor_is_a_whole_number_and_never_less_than_one(ratio: float, factor: int) -> None:
    assert time_scaling.factor_of(ratio * time_scaling.REFERENCE_S) == factor


def test_it_is_measured_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time_scaling, "_MEASURED", [])
    monkeypatch.delenv(time_scaling.TIME_FACTOR_ENV_VAR, raising=False)
    asked: list[Program] = []

    def run(program: Program, text: str) -> ExecutionResult:
        asked.append(program)
        return ExecutionResult(Outcome.OK, "", "", None, None, "none", cpu_s=(0.3, 0.2, 0.25)[len(asked) - 1])

    assert time_scaling.measure_time_factor(run) == time_scaling.measure_time_factor(run) == 5, (
        "by the quickest of three runs"
    )
    assert asked == [time_scaling.REFERENCE] * 3
    with Sandbox(1) as sandbox:
        assert sandbox.time_factor == 5


def test_it_can_be_measured_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time_scaling, "_MEASURED", [])
    monkeypatch.delenv(time_scaling.TIME_FACTOR_ENV_VAR, raising=False)
    with Sandbox(1) as sandbox:
        assert sandbox.time_factor == judge(Program("1"), [Test("", "")], sandbox=sandbox).time_factor >= 1


def test_a_machine_that_cannot_be_measured_is_the_reference(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(time_scaling, "_MEASURED", [])
    stopped = ExecutionResult(Outcome.TIMEOUT, "", "", None, "stopped", "none", cpu_s=99.0)
    assert time_scaling.measure_time_factor(lambda program, text: stopped) == 1
    assert "time factor 1" in caplog.text


def test_the_user_says_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(time_scaling.TIME_FACTOR_ENV_VAR, "2.5")
    assert Sandbox(1).time_factor == 2.5
    assert Sandbox(1, time_factor=0.5).time_factor == 0.5
    assert time_scaling.scale_limits(Limits(cpu_s=2, wall_s=10), 2.5) == Limits(cpu_s=5, wall_s=25)
    assert time_scaling.scale_limits(Limits(cpu_s=3), 1.1).cpu_s == 4
    assert time_scaling.scale_limits(Limits(cpu_s=10), 1.1).cpu_s == 11, (
        "1.1 * 10 is a little more than 11 in floats"
    )
    assert time_scaling.scale_limits(Limits(cpu_s=1), 0.01).cpu_s == 1


@pytest.mark.parametrize("said", ["0", "-1", "nan", "inf", "fast", "1e9", "1,5"])
def test_what_can_be_no_factor_is_refused(said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(time_scaling.TIME_FACTOR_ENV_VAR, said)
    with pytest.raises(UsageError, match=r"SES_TIME_FACTOR=.*a number above 0, at most 1000"):
        Sandbox(1)
    with pytest.raises(UsageError, match="time_factor="):
        Sandbox(1, time_factor=said)  # type: ignore[arg-type]
