"""Options of our lm-eval tasks (`--metadata ses_…`) and of the model `ses` (`--model_args ses_…`).

Both have the options of solving (`SolveOptions`) and a few more, parsed by the same rules.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ses_plugin.errors import UsageError
from ses_plugin.service.option_fields import (
    METADATA,
    MODEL_ARGS,
    OPTION_PREFIX,
    OptionSyntax,
    OptionTable,
    ValueReader,
    flag,
    integer,
    option,
    option_table,
    path,
    read_options,
    reject_unknown_options,
    strip_option_prefix,
)
from ses_plugin.service.options import RUN_OPTIONS, SolveOptions, parse_solve_options

BASE_OPTION = MODEL_ARGS.name("base")
"""The option of `--model ses` that names the model it wraps."""


def _any_text(metavar: str) -> ValueReader:
    """Read a text, also if lm-eval has converted it to a number."""
    return ValueReader("a text", str, metavar)


@dataclass(frozen=True, slots=True)
class RunOptions:
    """The common options of tasks and of the model `ses`: those of solving and of an lm-eval run."""

    solving: SolveOptions = field(default_factory=SolveOptions)
    simulator_args: str = option(
        "", _any_text("ARGS"), "the `--model_args` of the simulator (write ours as JSON if they have commas)"
    )
    record: Path | None = option(
        None,
        path(),
        "a file that records every prompt and reply, and replays those it has; for one process only",
        default_text="none",
    )


@dataclass(frozen=True, slots=True)
class TaskOptions(RunOptions):
    """Options of all tasks."""

    samples: int | None = option(
        None,
        integer(1),
        "replies per instance, from which metrics such as pass@1 and best@k are estimated without bias",
        default_text="1; `k` in `ses_self_verify` and `ses_verify`",
    )
    split_seed: int = option(
        0, integer(0), "the seed of a new test split of output prediction; 0 is the shipped split"
    )
    compare_execution: bool = option(
        True, flag(), "also run self-fix with real execution, from the same first solution"
    )
    cruxeval: Path | None = option(
        None, path(), "a local JSONL file in the schema of CRUXEval", default_text="the one on the hub"
    )
    lcb: Path | None = option(
        None,
        path(),
        "a local JSONL file in the schema of LiveCodeBench's output prediction",
        default_text="the one on the hub",
    )
    pool: Path | None = option(
        None,
        path(),
        "the candidates of `ses_verify`: lm-eval's samples file of a solving task, or JSON lines "
        '`{"id": …, "programs": […]}`',
        default_text="none",
    )
    problems: str | None = option(
        None,
        _any_text("SOURCE"),
        "a file or folder of contest problems, or a plugin's problem source: `NAME` or `NAME:ARGUMENT`",
        default_text="64 embedded problems",
    )


@dataclass(frozen=True, slots=True)
class ModelOptions(RunOptions):
    """Options of the model `ses`."""

    base: str = option("", _any_text("NAME"), "the lm-eval model to wrap", default_text="required")
    report: Path | None = option(
        None, path(), "a file for a report with a JSON line for each request", default_text="none"
    )


TASK_OPTIONS, MODEL_OPTIONS = option_table(TaskOptions), option_table(ModelOptions)

_USED_OPTIONS: dict[str, set[str]] = {}
"""The names of the options that tasks of this process use, by run: all tasks of a run have its metadata."""


def parse_task_options(metadata: Mapping[str, Any]) -> TaskOptions:
    """Return our options in `metadata`; its other keys are those of lm-eval and of the model.

    Raises UsageError for an unknown name with our prefix, for an invalid value, and under `--model ses`,
    whose options lm-eval adds to the metadata.
    """
    if BASE_OPTION in metadata:
        raise UsageError(
            "the tasks of SES run their strategies themselves, and --model ses is for other tasks: use "
            f"--model {metadata[BASE_OPTION]} here, and --metadata for the options of the task"
        )
    solving, own_options = _parse_options(metadata, TASK_OPTIONS, METADATA)
    return TaskOptions(solving, **own_options)


def split_model_args(args: Mapping[str, Any]) -> tuple[dict[str, Any], ModelOptions]:
    """Return the arguments of the wrapped model, and our options.

    Raises UsageError if no model is named, for an unknown name with our prefix, and for an invalid value.
    """
    base_args = {name: value for name, value in args.items() if not name.startswith(OPTION_PREFIX)}
    if not args.get(BASE_OPTION):
        raise UsageError(
            f"--model ses: name the lm-eval model that it wraps, as in --model_args {BASE_OPTION}=hf,"
            f"pretrained=NAME; arguments without {OPTION_PREFIX} are passed on to it"
        )
    solving, own_options = _parse_options(args, MODEL_OPTIONS, MODEL_ARGS)
    return base_args, ModelOptions(solving, **own_options)


def declare_used_options(metadata: Mapping[str, Any], names: Iterable[str]) -> None:
    """Record the options that a task uses in the run with this metadata, for `unused_options`."""
    _USED_OPTIONS.setdefault(_run_key(metadata), set()).update(names)


def unused_options(metadata: Mapping[str, Any]) -> str:
    """Return a warning about options that no task of the run uses; "" if there are none.

    Call it once all tasks of the run exist. Unused options are not an error: the same command line may serve
    other tasks.
    """
    used = _USED_OPTIONS.get(_run_key(metadata), set())
    unused = [METADATA.name(name) for name in strip_option_prefix(metadata) if name not in used]
    if not unused:
        return ""
    used_names = ", ".join(METADATA.name(name) for name in (*RUN_OPTIONS, *TASK_OPTIONS) if name in used)
    return (
        f"--metadata {', '.join(unused)}: no task of this run uses it, so it changes nothing; "
        f"used: {used_names}"
    )


def _parse_options(
    values: Mapping[str, Any], table: OptionTable, syntax: OptionSyntax
) -> tuple[SolveOptions, dict[str, Any]]:
    """Return the options of solving in `values`, and those in `table`."""
    ours = strip_option_prefix(values)
    reject_unknown_options(ours, (*table, *RUN_OPTIONS), syntax)
    own_options = {name: value for name, value in ours.items() if name in table}
    solving = {name: value for name, value in ours.items() if name not in table}
    return parse_solve_options(solving, syntax=syntax), read_options(table, own_options, syntax)


def _run_key(metadata: Mapping[str, Any]) -> str:
    return json.dumps(strip_option_prefix(metadata), sort_keys=True, default=str)
