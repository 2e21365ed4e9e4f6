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
class TaskOptions:
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


NAMES = tuple(field.name for field in fields(TaskOptions))
_POSITIVE = ("k", "n", "votes", "turns", "simulate_tokens", "max_calls", "max_tokens")
_MINIMA = dict.fromkeys(_POSITIVE, 1) | dict.fromkeys(
    ("seed", "prune", "direct", "oracle", "submit_passing"), 0
)
_MAXIMA = {"prune": 2}
_PATHS = ("cruxeval", "lcb", "record", "pool")


PREDICTING = ("votes", "direct", "simulate_tokens", "simulate_temperature", "simulator", "simulator_args")
"""The options of tasks that predict the outputs of candidates."""

_USED: dict[str, set[str]] = {}
"""The names that tasks of this process heed, by the options given: all tasks of a run have the same."""


def parse_task_options(metadata: dict[str, Any], *uses: str) -> TaskOptions:
    """Return the options in `metadata`, whose other keys are lm-eval's and the model's.

    `uses` are the names of those that the caller will heed: see `unheeded`.

    Raises UsageError for an unknown name that starts with `ses_`, and for a value of the wrong kind. Also
    under `--model ses`, whose options lm-eval puts among them.
    """
    if MODEL_OPTION in metadata:
        raise UsageError(
            "the tasks of SES run their strategies themselves, and --model ses is for other tasks: use "
            f"--model {metadata[MODEL_OPTION]} here, and --metadata for the options of the task"
        )
    given = {k.removeprefix(_PREFIX): v for k, v in metadata.items() if k.startswith(_PREFIX)}
    for name, value in given.items():
        if name not in NAMES:
            allowed = ", ".join(_PREFIX + other for other in NAMES)
            raise UsageError(f"--metadata {_PREFIX}{name}={value}: no such option; allowed: {allowed}")
    _USED.setdefault(_given(metadata), set()).update(uses)
    return TaskOptions(**{name: _value(name, value) for name, value in given.items()})


def unheeded(metadata: dict[str, Any]) -> str:
    """Return what to say of options that no task of the run heeds, "" if there are none.

    Once all tasks of the run are made. It is no error: others may run the same tasks with the same options.
    """
    used = _USED.get(_given(metadata), set())
    names = [name for name in metadata if name.startswith(_PREFIX) and name.removeprefix(_PREFIX) not in used]
    if not names:
        return ""
    heeded = ", ".join(_PREFIX + name for name in NAMES if name in used)
    told = f"--metadata {', '.join(names)}: no task of this run heeds it, so it changes nothing"
    return f"{told}; heeded: {heeded}"


def _given(metadata: dict[str, Any]) -> str:
    ours = {name: value for name, value in metadata.items() if name.startswith(_PREFIX)}
    return json.dumps(ours, sort_keys=True, default=str)


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
