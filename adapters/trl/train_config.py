"""What a training is told: TRL's own keys, from a config file and the command line, and a few of ours."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, NoReturn

import torch
import yaml
from transformers.utils import is_torch_bf16_gpu_available
from trl import DatasetMixtureConfig, GRPOConfig, ModelConfig, ScriptArguments, SFTConfig, TrlParser

from ses_plugin.adapters.trl.eval_callback import METRIC
from ses_plugin.errors import UsageError

RECIPES = Path(__file__).with_name("recipes")
_REWARDS = ("output_prediction_reward", "private_tests_reward")
_FAST_BF16 = ("amx_bf16", "avx512_bf16", "bf16")
"""A processor's instructions that multiply in bfloat16, as PyTorch names them. Without one it is emulated."""


@dataclass
class SftArguments(ScriptArguments):  # type: ignore[misc]  # TRL is not followed
    """Of `sft`: how the model is watched (`eval_callback`)."""

    watch_instances: int = field(
        default=16,
        metadata={
            "help": "instances that the model predicts at each evaluation, of each of two groups; or 0"
        },
    )
    watch_tokens: int = field(default=512, metadata={"help": "tokens of one such prediction, at most"})


@dataclass
class GrpoArguments(ScriptArguments):  # type: ignore[misc]  # TRL is not followed
    """Of `grpo`: the rewards, ours if none are named."""

    reward_funcs: list[str] = field(
        default_factory=lambda: [f"{__package__}.rewards.{name}" for name in _REWARDS],
        metadata={"help": "dotted paths of reward functions"},
    )


@dataclass
class SelfRlefArguments(GrpoArguments):
    """Of `self-rlef`: prompts' lengths, and the move to predicted feedback (`self_rlef.FeedbackSchedule`)."""

    max_prompt_tokens: int = field(
        default=8192, metadata={"help": "of a turn; one with more is not asked, and the episode ends"}
    )
    predicted_feedback_from: int | None = field(
        default=None, metadata={"help": "the first step with some predicted feedback"}
    )
    predicted_feedback_to: int | None = field(
        default=None, metadata={"help": "from this step all feedback is predicted"}
    )
    fix_feedback: Literal["outputs", "explanation"] = field(
        default="outputs",
        metadata={"help": "what a fix prompt shows of failed tests: their outputs, or also their runs"},
    )


TRAINING_KINDS: dict[str, tuple[type, type]] = {
    "sft": (SftArguments, SFTConfig),
    "grpo": (GrpoArguments, GRPOConfig),
    "self-rlef": (SelfRlefArguments, GRPOConfig),
}
"""The kinds of training, and the classes of their settings."""


@dataclass(frozen=True, slots=True)
class TrainConfig:
    """All settings of a training, each part of TRL's own class: see `TRAINING_KINDS`.

    `precision` says in which numbers it computes, and why, for people.
    """

    kind: str
    script: Any
    training: Any
    model: Any
    mixture: Any
    precision: str


class _Parser(TrlParser):  # type: ignore[misc]  # TRL is not followed
    """TRL's parser, which raises for what it can't read in place of printing all its options and leaving."""

    def error(self, message: str) -> NoReturn:
        raise ValueError(re.sub(r"^argument (--\w+)[^:]*:", r"\1:", message))


def parse_train_config(kind: str, config: str, options: Sequence[str] = ()) -> TrainConfig:
    """Return what `config`, a file or the name of a recipe such as "small/sft", and `options` tell.

    Options have TRL's own form, `--key value`, and win. Raises UsageError.
    """
    path = recipe(config)
    parser = _Parser((*TRAINING_KINDS[kind], ModelConfig, DatasetMixtureConfig), prog=f"ses train {kind}")
    here = [] if torch.accelerator.is_available() else ["--use_cpu", "true"]  # else bf16 is refused
    try:
        keys = _given_keys(path, options)
        *parts, unknown = parser.parse_args_and_config(
            ["--config", str(path), *here, *options], return_remaining_strings=True
        )
    except (OSError, ValueError, TypeError, yaml.YAMLError) as error:
        raise UsageError(f"{path}: {' '.join(str(error).split())}") from error
    if unknown:
        raise UsageError(
            f"{path}: {' '.join(unknown)}: no such keys; allowed are those of "
            f"{TRAINING_KINDS[kind][1].__name__}, ModelConfig, "
            f"DatasetMixtureConfig and {TRAINING_KINDS[kind][0].__name__}"
        )
    script, training, model, mixture = parts
    if not model.model_name_or_path:
        raise UsageError(f"{path}: no model_name_or_path; name a model, or give --model_name_or_path")
    if kind == "sft":
        _check_loss(path, training)
        _choose_metric(script, training, keys)
    return TrainConfig(kind, script, training, model, mixture, _choose_precision(training, model))


def _given_keys(path: Path, options: Sequence[str]) -> set[str]:
    """Return the keys that a config file and the command line set, others have their defaults."""
    told = yaml.safe_load(path.read_bytes())
    in_file = set(told) if isinstance(told, dict) else set()
    return in_file | {option[2:].split("=")[0] for option in options if option.startswith("--")}


def _check_loss(path: Path, training: Any) -> None:
    """Raise UsageError where the loss would not be on the answers alone."""
    if training.completion_only_loss is False:
        raise UsageError(
            f"{path}: completion_only_loss: false would train on the questions too; leave it out, so that "
            "the loss is on the answers"
        )


def _choose_metric(script: Any, training: Any, keys: set[str]) -> None:
    """Let a training that is watched choose its best checkpoint by what the model predicts, if none is named.

    So a recipe is one for `trl sft` too, which knows the loss only.
    """
    watched = script.watch_instances and training.eval_strategy != "no"
    if watched and training.load_best_model_at_end and "metric_for_best_model" not in keys:
        training.metric_for_best_model, training.greater_is_better = METRIC.removeprefix("eval_"), True


def _choose_precision(training: Any, model: Any) -> str:
    """Set what `dtype: auto` stands for on this machine; return what is computed with, and why."""
    fast, machine = computes_in_bfloat16(use_cpu=training.use_cpu)
    slow = f"{machine} has no instructions for bfloat16"
    if model.dtype == "auto":
        model.dtype, training.bf16 = ("bfloat16", True) if fast else ("float32", False)
        why = f"dtype: auto, and {machine} computes in bfloat16" if fast else f"dtype: auto, and {slow}"
        return f"{model.dtype} ({why})"
    told = f"weights in {model.dtype or 'float32'}, computed in {'bfloat16' if training.bf16 else 'them'}"
    wants_bfloat16 = training.bf16 or model.dtype == "bfloat16"
    return f"{told}; {slow}, so this is slow: set dtype: auto" if wants_bfloat16 and not fast else told


def computes_in_bfloat16(*, use_cpu: bool) -> tuple[bool, str]:
    """Return whether the hardware of a training multiplies in bfloat16, and what hardware it is."""
    if torch.accelerator.is_available() and not use_cpu:
        return is_torch_bf16_gpu_available(), "this accelerator"
    able = torch.cpu.get_capabilities()
    return any(able.get(name) for name in _FAST_BF16), "this processor"


def recipe(config: str) -> Path:
    """Return the file that `config` names. Raises UsageError if there is none."""
    for path in (Path(config), RECIPES / f"{config}.yaml"):
        if path.is_file():
            return path
    names = sorted(path.relative_to(RECIPES).with_suffix("").as_posix() for path in RECIPES.rglob("*.yaml"))
    raise UsageError(f"--config {config}: no such file; the recipes are {', '.join(names)}")
