"""What all our tasks have: a complete cache key of requests, clustered standard errors, errors in one line.

lm-eval's own standard error of metric X, named `X_stderr`, assumes independent values. A metric that is named
`X_stderr` itself overwrites it, so each metric X here comes with a metric `X_stderr`.
"""

from __future__ import annotations

import hashlib
import json
import logging
import sys
from collections.abc import Callable, Collection, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from statistics import fmean
from types import TracebackType
from typing import Any

from lm_eval.api.task import ConfigurableTask

from ses_plugin.adapters.lm_eval.options import unused_options
from ses_plugin.errors import SesError
from ses_plugin.metrics import clustered_mean

_LOG = logging.getLogger("lm_eval.tasks.ses")  # among lm-eval's loggers, the only ones its command shows
_WARNINGS: set[str] = set()


class KeyedRequestsTask(ConfigurableTask):  # type: ignore[misc]  # lm-eval has no types
    """A task whose requests are cached, under `--cache_requests`, by a key of everything they depend on.

    lm-eval's own key has the name of the task, but not its data and options: cached requests of one data set
    would be scored by another one.
    """

    def build_all_requests(self, **arguments: Any) -> None:
        """Build the requests. Warn about options that no task of the run uses."""
        if (warning := unused_options(self.config.metadata or {})) and warning not in _WARNINGS:
            _WARNINGS.add(warning)
            _LOG.warning(warning)
        if arguments.get("cache_requests"):  # lm-eval uses the tokenizer's name only in the key
            key = f"{arguments.get('tokenizer_name', '')}-ses-{self._content_hash(arguments.get('samples'))}"
            arguments = {**arguments, "tokenizer_name": key}
        super().build_all_requests(**arguments)

    def _content_hash(self, samples: object) -> str:
        """Return a hash of the version, the options, and every row of the data."""
        options = (
            self.config.metadata,
            self.config.generation_kwargs,
            samples,
            version("ses_plugin"),
            sorted(self._metric_fn_list),  # differs under --predict_only, where nothing is judged
        )
        content = hashlib.sha256(json.dumps(options, sort_keys=True, default=str).encode())
        for split in sorted(self.dataset):
            for row in self.dataset[split]:
                content.update(json.dumps([split, row], sort_keys=True, default=str).encode())
        return content.hexdigest()


NOT_AVAILABLE = "N/A"

Aggregation = Callable[[list[Any]], Any]

MetricValues = tuple[str, float | None]
"""The cluster of an instance, and its value; None if the metric does not apply to it."""


def metric_list(
    names: Sequence[str],
    lower_is_better: Collection[str],
    aggregations: Mapping[str, Aggregation] | None = None,
) -> list[dict[str, Any]]:
    """Return the `metric_list` of a task: means, except the metrics in `aggregations`."""
    result: list[dict[str, Any]] = []
    for name in names:
        aggregation, higher_is_better = (aggregations or {}).get(name), name not in lower_is_better
        stderr = clustered_stderr if aggregation is None else _not_available
        result.append(
            {"metric": name, "aggregation": aggregation or mean, "higher_is_better": higher_is_better}
        )
        result.append({"metric": f"{name}_stderr", "aggregation": stderr, "higher_is_better": False})
    return result


def clustered_result(
    names: Sequence[str], values: Mapping[str, float | None], cluster: str
) -> dict[str, Any]:
    """Return the result of `process_results`: the value of each metric, also with its cluster."""
    result: dict[str, Any] = {}
    for name in names:
        result[name] = values.get(name)
        result[f"{name}_stderr"] = (cluster, values.get(name))
    return result


def mean(values: list[float | None]) -> float | str:
    """Return the mean of the values that are not None; N/A without any."""
    present = [value for value in values if value is not None]
    return fmean(present) if present else NOT_AVAILABLE


def _not_available(items: list[MetricValues]) -> str:
    return NOT_AVAILABLE


def clustered_stderr(items: list[MetricValues]) -> float | str:
    """Return the standard error of the mean, clustered by program; N/A with fewer than two clusters."""
    present = [(cluster, value) for cluster, value in items if value is not None]
    if not present:
        return NOT_AVAILABLE
    clusters, values = zip(*present, strict=True)
    stderr = clustered_mean(values, clusters).stderr
    return NOT_AVAILABLE if stderr is None else stderr


def install_error_display() -> None:
    """Print an uncaught SesError in one line if this process is the `lm_eval` command."""
    command = Path(sys.argv[0])
    if command.stem not in ("lm_eval", "lm-eval") and command.parent.name != "lm_eval":
        return
    previous = sys.excepthook

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if isinstance(error, SesError):
            print(f"error: {error}", file=sys.stderr)
        else:
            previous(kind, error, trace)

    sys.excepthook = hook
