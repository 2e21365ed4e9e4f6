"""What a user may set with `lm_eval --model ses --model_args`: names that start with `ses_`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ses_plugin.adapters.lm_eval.options import MODEL_OPTION
from ses_plugin.adapters.lm_eval.round_batching import SimulatorModel
from ses_plugin.errors import UsageError
from ses_plugin.service.options import OPTION_NAMES, SolveOptions, parse_solve_options

BASE_MODEL_PREFIX = "ses_"

_OWN = ("base", "simulator_args", "record", "report")
_OF_ONE_REQUEST = ("tests", "entry")


@dataclass(frozen=True, slots=True)
class ModelOptions:
    """Options of the model `ses`.

    `simulator` is another lm-eval model that predicts; `record` a file that gets every prompt and reply, and
    answers what it holds already; `report` one that gets a line of JSON for each request.
    """

    solving: SolveOptions = field(default_factory=SolveOptions)
    simulator: SimulatorModel | None = None
    record: Path | None = None
    report: Path | None = None


def split_args(args: Mapping[str, Any]) -> tuple[str, dict[str, Any], ModelOptions]:
    """Return the name of the model that is wrapped, its own arguments, and our options.

    Raises UsageError if no model is named, for an unknown name with our prefix, and for a wrong value.
    """
    ours = {
        name.removeprefix(BASE_MODEL_PREFIX): value
        for name, value in args.items()
        if name.startswith(BASE_MODEL_PREFIX)
    }
    theirs = {name: value for name, value in args.items() if not name.startswith(BASE_MODEL_PREFIX)}
    if not ours.get("base"):
        raise UsageError(
            f"--model ses: name the lm-eval model that it wraps, as in --model_args {MODEL_OPTION}=hf,"
            f"pretrained=NAME; arguments without {BASE_MODEL_PREFIX} are passed on to it"
        )
    allowed = [name for name in (*_OWN, *OPTION_NAMES) if name not in _OF_ONE_REQUEST]
    for name, value in ours.items():
        if name not in allowed:
            names = ", ".join(BASE_MODEL_PREFIX + other for other in allowed)
            raise UsageError(
                f"--model_args {BASE_MODEL_PREFIX}{name}={value}: no such option; allowed: {names}"
            )
    solving = parse_solve_options({name: value for name, value in ours.items() if name not in _OWN})
    second = None
    if solving.simulator is not None:
        second = SimulatorModel(solving.simulator, str(ours.get("simulator_args") or ""))
    return (
        str(ours["base"]),
        theirs,
        ModelOptions(solving, second, _path(ours.get("record")), _path(ours.get("report"))),
    )


def _path(value: Any) -> Path | None:
    return None if value is None else Path(str(value)).expanduser()
