"""Numbers about many instances."""

from ses_plugin.metrics.accuracy import clustered_mean, pass_at_k
from ses_plugin.metrics.selection import (
    Confusion,
    Transitions,
    confusion,
    rank_score_at_k,
    transitions,
)

__all__ = [
    "Confusion",
    "Transitions",
    "clustered_mean",
    "confusion",
    "pass_at_k",
    "rank_score_at_k",
    "transitions",
]
