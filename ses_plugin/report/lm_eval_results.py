"""What lm-eval's results file says about the run of a task: its numbers, settings and model."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ses_plugin.files import MAX_BYTES, as_row, parse_json, read_text

_SAMPLES_NAME = re.compile(r"samples_(?P<task>.+)_(?P<time>\d{4}-\d\d-\d\dT[\d.:+-]+)\.jsonl")
_RESULTS_NAME = re.compile(r"results_(?P<time>\d{4}-\d\d-\d\dT[\d.:+-]+)\.json")
_SECRET = re.compile(r"key|token|secret|password|auth", re.IGNORECASE)
_NO_SECRETS = {"max_gen_toks", "tokenizer", "max_tokens", "tokenizer_backend", "tokenized_requests"}
_RUN_SETTINGS = ("limit", "batch_size", "random_seed", "numpy_seed", "torch_seed", "fewshot_seed")
_TOP_SETTINGS = ("lm_eval_version", "system_instruction_sha", "chat_template_sha", "fewshot_as_multiturn")


def samples_name(name: str) -> tuple[str, str] | None:
    """Return the task and the time in the name of a samples file; None for another name."""
    match = _SAMPLES_NAME.fullmatch(name)
    return (match["task"], match["time"]) if match else None


def results_time(name: str) -> str | None:
    """Return the time in the name of a results file; None for another name."""
    match = _RESULTS_NAME.fullmatch(name)
    return match["time"] if match else None


class LmEvalResults:
    """A results file of lm-eval. Raises UsageError if it can't be read, or is something else."""

    def __init__(self, path: Any) -> None:
        text = read_text(path, MAX_BYTES, "a results file of lm-eval")
        self._row = as_row(parse_json(text, str(path)), str(path))

    @property
    def tasks(self) -> tuple[str, ...]:
        """The tasks that have results."""
        return tuple(_mapping(self._row.get("results")))

    @property
    def model(self) -> str:
        """The model's name, as lm-eval has it."""
        return str(self._row.get("model_name") or _mapping(self._row.get("config")).get("model") or "")

    def reported(self, task: str) -> dict[str, float]:
        """Return the numbers in lm-eval's table."""
        values = _mapping(_mapping(self._row.get("results")).get(task))
        return {
            name.removesuffix(",none"): float(value)
            for name, value in values.items()
            if name.endswith(",none") and isinstance(value, int | float)
        }

    def settings(self, task: str) -> dict[str, Any]:
        """Return the settings of the run of a task, without secrets."""
        run, row = _mapping(self._row.get("config")), self._row
        config = _mapping(_mapping(row.get("configs")).get(task))
        settings: dict[str, Any] = {"model": self.model, "backend": row.get("model_source")}
        settings |= _flat("model_args", run.get("model_args"))
        settings["task_version"] = _mapping(row.get("versions")).get(task)
        settings["num_fewshot"] = _mapping(row.get("n-shot")).get(task)
        settings |= _flat("generation", config.get("generation_kwargs"))
        settings |= {
            name: value for name, value in _mapping(config.get("metadata")).items() if name.startswith("ses_")
        }
        settings |= {name: run.get(name) for name in _RUN_SETTINGS}
        settings |= {name: row.get(name) for name in _TOP_SETTINGS}
        settings |= {"time_factor": config.get("time_factor"), "seconds": _seconds(row)}
        return {name: value for name, value in settings.items() if value is not None and value != ""}


def _seconds(row: Mapping[str, Any]) -> float | None:
    try:
        return round(float(row["total_evaluation_time_seconds"]), 1)
    except (KeyError, TypeError, ValueError):
        return None


def _flat(name: str, value: Any) -> dict[str, Any]:
    """Return the settings in an object, or in a text such as "a=1,b=2", under `name.…`."""
    if isinstance(value, str):
        pairs = (part.partition("=") for part in value.split(",") if part)
        value = {key: text for key, _, text in pairs}
    return {f"{name}.{key}": hide_secret(str(key), part) for key, part in _mapping(value).items()}


def hide_secret(name: str, value: Any) -> Any:
    """Return a setting's value; dots for a key or a password, which has no place in a report."""
    return "…" if _SECRET.search(name) and name not in _NO_SECRETS else value


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
