"""Numbers about many instances."""

from ses_plugin.metrics.accuracy import bootstrap_interval, clustered_mean, pass_at_k, wilson_interval
from ses_plugin.metrics.selection import (
    ConfusionMatrix,
    Transitions,
    confusion_matrix,
    count_transitions,
    expected_calibration_error,
    rank_score_at_k,
)

__all__ = [
    "ConfusionMatrix",
    "Transitions",
    "bootstrap_interval",
    "clustered_mean",
    "confusion_matrix",
    "count_transitions",
    "expected_calibration_error",
    "pass_at_k",
    "rank_score_at_k",
    "wilson_interval",
]
