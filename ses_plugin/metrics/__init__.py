"""Numbers about many instances."""

from ses_plugin.metrics.accuracy import clustered_mean, pass_at_k
from ses_plugin.metrics.calibration import expected_calibration_error
from ses_plugin.metrics.intervals import bootstrap_interval, wilson_interval
from ses_plugin.metrics.ledger import Ledger, Spent, combined
from ses_plugin.metrics.selection import (
    Confusion,
    Transitions,
    confusion,
    rank_score_at_k,
    transitions,
)

__all__ = [
    "Confusion",
    "Ledger",
    "Spent",
    "Transitions",
    "bootstrap_interval",
    "clustered_mean",
    "combined",
    "confusion",
    "expected_calibration_error",
    "pass_at_k",
    "rank_score_at_k",
    "transitions",
    "wilson_interval",
]
