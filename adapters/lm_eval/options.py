"""What a user may set with `lm_eval --metadata`: names that start with `ses_`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from ses_plugin.errors import UsageError

_PREFIX = "ses_"


@dataclass(frozen=True, slots=True)
class Options:
    """Options of all tasks.

    `seed` builds a fresh test split of output prediction (0 is the shipped one); `k` samples that many
    answers or candidates; `votes` predictions decide whether a candidate passes a test; at most `turns`
    solutions are written in self-fixing. `cruxeval` and `lcb` name local JSONL files in the schemas of
    those data sets, to be read instead of the hub; `problems` a file or folder of contest problems, or a
    package's source of them, to be read instead of the shipped ones. `prompts` names the prompt set of
    solving, `strategy` what the task `ses_strategy` runs, with `options` of its own.
    """

    seed: int = 0
    k: int = 1
    cruxeval: Path | None = None
    lcb: Path | None = None
    votes: int = 1
    turns: int = 10
    problems: str | None = None
    prompts: str = "v1"
    strategy: str = ""
    options: Mapping[str, str] = field(default_factory=dict)


_MINIMA = {"seed": 0, "k": 1, "votes": 1, "turns": 1}
_PATHS = ("cruxeval", "lcb")


def read_options(metadata: dict[str, Any]) -> Options:
    """Return the options in `metadata`, whose other keys are lm-eval's and the model's.

    Raises UsageError for an unknown name that starts with `ses_`, and for a value of the wrong kind.
    """
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
    if name not in _MINIMA:
        return str(value)
    number = _integer(value)
    if number is None or number < _MINIMA[name]:
        raise UsageError(f"--metadata {_PREFIX}{name}={value}: give an integer of at least {_MINIMA[name]}")
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
