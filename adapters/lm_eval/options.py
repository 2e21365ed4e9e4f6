"""What a user may set with `lm_eval --metadata`: names that start with `ses_`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from ses_plugin.errors import UsageError

_PREFIX = "ses_"
MODEL_OPTION = "ses_base"
"""The option of `--model ses` that names the model it wraps."""

MAX_TEMPERATURE = 10


@dataclass(frozen=True, slots=True)
class Options:
    """Options of all tasks."""

    seed: int = 0
    """Builds a fresh test split of output prediction; 0 is the shipped one."""
    k: int = 1
    """How many answers or candidates are sampled."""
    n: int | None = None
    """How many candidates best@k is estimated from; None: k."""
    cruxeval: Path | None = None
    """A local JSONL file in the schema of that data set, to be read instead of the hub."""
    lcb: Path | None = None
    """The same for LiveCodeBench."""
    votes: int = 1
    """Predictions that decide whether a candidate passes a test."""
    direct: int = 0
    """1 asks for predicted outputs alone, without reasoning: far fewer tokens."""
    simulate_tokens: int | None = None
    """What one predicted output may have; None: as much as other replies."""
    simulate_temperature: float | None = None
    """How predictions are drawn; None: greedily, or like other replies if there are several votes."""
    simulator: str | None = None
    """An lm-eval model (its `--model` name) that predicts outputs in place of the first one."""
    simulator_args: str = ""
    """That model's `--model_args`."""
    pool: Path | None = None
    """Candidates for `ses_verify`: lm-eval's samples file of a solving task, or rows of id and programs."""
    max_calls: int | None = None
    """Replies of models that one problem may take."""
    max_tokens: int | None = None
    """Tokens that may be written for one problem, as far as they are known; else each reply's most."""
    turns: int = 10
    """Solutions written in self-fixing, at most."""
    submit_passing: int = 0
    """1 lets predictions decide what self-fixing submits, and has all else corrected."""
    oracle: int = 1
    """0 leaves out what self-fixing costs again with real execution in place of prediction."""
    prune: int = 1
    """What is not asked: 0 nothing, 1 what can't change who ties for the choice, 2 what can't change it."""
    problems: str | None = None
    """A file or folder of contest problems, or a package's source of them, instead of the shipped ones."""
    prompts: str = "v1"
    """The prompt set of the solving tasks."""
    strategy: str = ""
    """What the task `ses_strategy` runs."""
    options: Mapping[str, str] = field(default_factory=dict)
    """Options that this strategy alone knows."""
    record: Path | None = None
    """A file that gets every prompt and reply of the solving tasks, and answers what it holds already."""


_POSITIVE = ("k", "n", "votes", "turns", "simulate_tokens", "max_calls", "max_tokens")
_MINIMA = dict.fromkeys(_POSITIVE, 1) | dict.fromkeys(
    ("seed", "prune", "direct", "oracle", "submit_passing"), 0
)
_MAXIMA = {"prune": 2}
_PATHS = ("cruxeval", "lcb", "record", "pool")


def read_options(metadata: dict[str, Any]) -> Options:
    """Return the options in `metadata`, whose other keys are lm-eval's and the model's.

    Raises UsageError for an unknown name that starts with `ses_`, and for a value of the wrong kind. Also
    under `--model ses`, whose options lm-eval puts among them.
    """
    if MODEL_OPTION in metadata:
        raise UsageError(
            "the tasks of SES run their strategies themselves, and --model ses is for other tasks: use "
            f"--model {metadata[MODEL_OPTION]} here, and --metadata for the options of the task"
        )
    given = {k.removeprefix(_PREFIX): v for k, v in metadata.items() if k.startswith(_PREFIX)}
    known = [field.name for field in fields(Options)]
    for name, value in given.items():
        if name not in known:
            allowed = ", ".join(_PREFIX + other for other in known)
            raise UsageError(f"--metadata {_PREFIX}{name}={value}: no such option; allowed: {allowed}")
    return Options(**{name: _value(name, value) for name, value in given.items()})


def _value(name: str, value: Any) -> Any:
    if name in _PATHS:
        return Path(str(value)).expanduser()
    if name == "options":
        return _texts(value)
    if name == "simulate_temperature":
        return _temperature(value)
    if name not in _MINIMA:
        return str(value)
    number = _integer(value)
    if number is None or not _MINIMA[name] <= number <= _MAXIMA.get(name, number):
        most = f" and at most {_MAXIMA[name]}" if name in _MAXIMA else ""
        allowed = f"an integer of at least {_MINIMA[name]}{most}"
        raise UsageError(f"--metadata {_PREFIX}{name}={value}: give {allowed}")
    return number


def _temperature(value: Any) -> float:
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = -1.0
    if not 0 <= number <= MAX_TEMPERATURE:
        raise UsageError(
            f"--metadata {_PREFIX}simulate_temperature={value}: give a number from 0 to {MAX_TEMPERATURE}"
        )
    return number


def _texts(value: Any) -> dict[str, str]:
    if not isinstance(value, dict):
        raise UsageError(
            f"--metadata {_PREFIX}options={value}: give an object of JSON, "
            'as in --metadata \'{"ses_strategy": "NAME", "ses_options": {"OPTION": "VALUE"}}\''
        )
    return {name: one if isinstance(one, str) else json.dumps(one) for name, one in value.items()}


def _integer(value: Any) -> int | None:
    try:
        return None if isinstance(value, (bool, float)) else int(value)
    except (TypeError, ValueError):
        return None
