"""Verdicts on predicted outputs, for problems with their own comparator or output validator."""

from __future__ import annotations

from collections.abc import Sequence

from ses_plugin.scoring.judge_comparators import ACCEPTED, Comparator, OutputValidator
from ses_plugin.strategies.flow import ExecuteRequest, Flow, RequestFailed, execute_or_failure
from ses_plugin.strategies.predictors import PredictedOutput, predicted_verdict
from ses_plugin.types.problem import Test
from ses_plugin.types.program import Limits, Program

PredictionCheck = tuple[Program, Test, PredictedOutput]
"""A program, a test, and the program's predicted output on the test."""


def check_predictions(
    checker: Comparator | OutputValidator | None, checks: Sequence[PredictionCheck]
) -> Flow[list[bool | None]]:
    """Return for each prediction whether it passes its test; None if it did not arrive.

    A prediction that matches the expected output, by the rules for predictions, passes. Otherwise the checker
    decides: a comparator at once, an output validator in one round of runs.
    """
    verdicts = [predicted_verdict(*check) for check in checks]
    unequal = [
        (number, test, predicted.output)
        for number, (_, test, predicted) in enumerate(checks)
        if verdicts[number] is False and predicted.output is not None
    ]
    if isinstance(checker, OutputValidator):
        runs = yield from execute_or_failure(
            ExecuteRequest(checker.on(test.input, test.output), predicted, checker.limits or Limits())
            for _, test, predicted in unequal
        )
        for (number, _, _), run in zip(unequal, runs, strict=True):
            verdicts[number] = None if isinstance(run, RequestFailed) else run.exit_code == ACCEPTED
    elif checker is not None:
        for number, test, predicted in unequal:
            verdicts[number] = _accepts(checker, predicted, test.output)
    return verdicts


def _accepts(comparator: Comparator, predicted: str, expected: str) -> bool:
    try:
        return comparator.accepts(predicted, expected)
    except Exception:  # a plugin's comparator raised: the judge's verdict would be JE, not a pass
        return False
