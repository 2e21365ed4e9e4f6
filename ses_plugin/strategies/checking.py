"""Which predicted outputs are right, where the problem has a comparator or a checker of its own."""

from __future__ import annotations

from collections.abc import Sequence

from ses_plugin.comparators import ACCEPTED, Comparator, Validator
from ses_plugin.problems import Test
from ses_plugin.programs import Limits, Program
from ses_plugin.strategies.flow import Execute, Failed, Flow, execute_or_failure
from ses_plugin.strategies.predict import Predicted, verdict

Check = tuple[Program, Test, Predicted]
"""A program, a test, and what the program is predicted to print on it."""


def verdicts(checker: Comparator | Validator | None, checks: Sequence[Check]) -> Flow[list[bool | None]]:
    """Return which predictions are right; None for those that are not there.

    The answer on record, by the rules for predictions, is right. Anything else is what the checker says of
    it: a comparator at once, a validator in one round of runs.
    """
    found = [verdict(*check) for check in checks]
    unequal = [
        (number, test, predicted)
        for number, (_, test, predicted) in enumerate(checks)
        if found[number] is False and isinstance(predicted, str)
    ]
    if isinstance(checker, Validator):
        runs = yield from execute_or_failure(
            Execute(checker.on(test.input, test.output), predicted, checker.limits or Limits())
            for _, test, predicted in unequal
        )
        for (number, _, _), ran in zip(unequal, runs, strict=True):
            found[number] = None if isinstance(ran, Failed) else ran.exit_code == ACCEPTED
    elif checker is not None:
        for number, test, predicted in unequal:
            found[number] = _accepts(checker, predicted, test.output)
    return found


def _accepts(comparator: Comparator, predicted: str, expected: str) -> bool:
    try:
        return comparator.accepts(predicted, expected)
    except Exception:  # a package's comparator: the judge has JE for it, which is no pass
        return False
