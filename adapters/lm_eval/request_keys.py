"""How lm-eval makes the requests of our tasks: of their own data, and no option is ignored in silence."""

from __future__ import annotations

import hashlib
import json
import logging
from importlib.metadata import version
from typing import Any

from lm_eval.api.task import ConfigurableTask

from ses_plugin.adapters.lm_eval.options import unheeded

_LOG = logging.getLogger("lm_eval.tasks.ses")  # among lm-eval's loggers, the only ones its command shows
_TOLD: set[str] = set()


class KeyedRequestsTask(ConfigurableTask):  # type: ignore[misc]  # lm-eval has no types
    """A task whose requests are cached, under `--cache_requests`, by all that they are made of.

    lm-eval's own key has the task's name, but not its data and its options: it would ask the questions of one
    data set, and score the answers by another.
    """

    def build_all_requests(self, **given: Any) -> None:
        """Make the requests; say which options no task of the run heeds."""
        if (told := unheeded(self.config.metadata or {})) and told not in _TOLD:
            _TOLD.add(told)
            _LOG.warning(told)
        if given.get("cache_requests"):  # the tokenizer's name is in the key, and nowhere else
            made_of = f"{given.get('tokenizer_name', '')}-ses-{self._made_of(given.get('samples'))}"
            given = {**given, "tokenizer_name": made_of}
        super().build_all_requests(**given)

    def _made_of(self, samples: object) -> str:
        """Return a hash of the version, the options, and every row of the data."""
        options = (
            self.config.metadata,
            self.config.generation_kwargs,
            samples,
            version("ses_plugin"),
            sorted(self._metric_fn_list),  # --predict_only: nothing is judged
        )
        found = hashlib.sha256(json.dumps(options, sort_keys=True, default=str).encode())
        for split in sorted(self.dataset):
            for row in self.dataset[split]:
                found.update(json.dumps([split, row], sort_keys=True, default=str).encode())
        return found.hexdigest()
