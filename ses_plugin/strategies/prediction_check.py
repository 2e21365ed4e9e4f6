"""Which predicted outputs are right, where the problem has a comparator or a checker of its own."""

from __future__ import annotations

from collections.abc import Sequence

from ses_plugin.scoring.judge_comparators import ACCEPTED, Comparator, OutputValidator
from ses_plugin.strategies.flow import ExecuteRequest, Flow, RequestFailed, execute_or_failure
from ses_plugin.strategies.predictors import PredictedOutput, predicted_verdict
from ses_plugin.types.problem import Test
from ses_plugin.types.program import Limits, Program

PredictionCheck = tuple[Program, Test, PredictedOutput]
"""A program, a test, and what the program is predicted to print on it."""


def check_predictions(
    checker: Comparator | OutputValidator | None, checks: Sequence[PredictionCheck]
) -> Flow[list[bool | None]]:
    """Return which predictions are right; None for those that did not arrive.

    The answer on record, by the rules for predictions, is right. Anything else is what the checker says of
    it: a comparator at once, a validator in one round of runs.
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
    except Exception:  # a package's comparator: the judge has JE for it, which is no pass
        return False
