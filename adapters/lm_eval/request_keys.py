"""The base class of our tasks: a complete cache key of requests, and a warning about unused options."""

from __future__ import annotations

import hashlib
import json
import logging
from importlib.metadata import version
from typing import Any

from lm_eval.api.task import ConfigurableTask

from ses_plugin.adapters.lm_eval.options import unused_options

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
