"""The metrics of one instance of output prediction: those of lm-eval's tables and of reports."""

from __future__ import annotations

from collections.abc import Sequence

from ses_plugin.datasets.instances import Instance
from ses_plugin.extraction import AnswerStatus, ExtractedAnswer
from ses_plugin.metrics import pass_at_k


def is_right(instance: Instance, answer: ExtractedAnswer) -> bool:
    """Return whether a reply has an answer, and it is the true output."""
    return answer.status is AnswerStatus.ANSWERED and instance.accepts(answer.text)


def prediction_values(
    instance: Instance, answers: Sequence[ExtractedAnswer], samples: int
) -> dict[str, float]:
    """Return the metrics of an instance with as many answers as were sampled, `samples`."""
    n = len(answers)
    right = sum(is_right(instance, answer) for answer in answers)
    values = {
        "pass@1": right / n,
        "answered": sum(answer.status is AnswerStatus.ANSWERED for answer in answers) / n,
        "truncated": sum(answer.status is AnswerStatus.TRUNCATED for answer in answers) / n,
    }
    if samples > 1:
        values[f"pass@{samples}"] = pass_at_k(n, right, min(samples, n))
    values[f"pass@1_{instance.difficulty}"] = values["pass@1"]
    return values
