"""Numbers about many instances."""

from ses_plugin.metrics.accuracy import clustered_mean, pass_at_k

__all__ = ["clustered_mean", "pass_at_k"]
