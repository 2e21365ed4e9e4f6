"""What a training is told: TRL's own keys, from a config file and the command line, and a few of ours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
import yaml
from trl import DatasetMixtureConfig, GRPOConfig, ModelConfig, ScriptArguments, SFTConfig, TrlParser

from ses_plugin.errors import UsageError

RECIPES = Path(__file__).with_name("recipes")
_REWARDS = ("output_prediction_reward", "private_tests_reward")


@dataclass
class SftArguments(ScriptArguments):  # type: ignore[misc]  # TRL is not followed
    """Of `sft`: how the model is watched (`eval_callback`)."""

    watch_instances: int = field(
        default=0,
        metadata={"help": "instances that the model predicts at each evaluation, of each of two groups"},
    )
    watch_tokens: int = field(default=1024, metadata={"help": "tokens of one such prediction, at most"})


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


TRAINING_KINDS: dict[str, tuple[type, type]] = {
    "sft": (SftArguments, SFTConfig),
    "grpo": (GrpoArguments, GRPOConfig),
    "self-rlef": (SelfRlefArguments, GRPOConfig),
}
"""The kinds of training, and the classes of their settings."""


@dataclass(frozen=True, slots=True)
class TrainConfig:
    """All settings of a training, each part of TRL's own class: see `TRAINING_KINDS`."""

    kind: str
    script: Any
    training: Any
    model: Any
    mixture: Any


def parse_train_config(kind: str, config: str, options: Sequence[str] = ()) -> TrainConfig:
    """Return what `config`, a file or the name of a recipe such as "small/sft", and `options` tell.

    Options have TRL's own form, `--key value`, and win. Raises UsageError.
    """
    path = recipe(config)
    parser = TrlParser((*TRAINING_KINDS[kind], ModelConfig, DatasetMixtureConfig), prog=f"ses train {kind}")
    here = [] if torch.accelerator.is_available() else ["--use_cpu", "true"]  # else bf16 is refused
    try:
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
    told = TrainConfig(kind, *parts)
    if not told.model.model_name_or_path:
        raise UsageError(f"{path}: no model_name_or_path; name a model, or give --model_name_or_path")
    return told


def recipe(config: str) -> Path:
    """Return the file that `config` names. Raises UsageError if there is none."""
    for path in (Path(config), RECIPES / f"{config}.yaml"):
        if path.is_file():
            return path
    names = sorted(path.relative_to(RECIPES).with_suffix("").as_posix() for path in RECIPES.rglob("*.yaml"))
    raise UsageError(f"--config {config}: no such file; the recipes are {', '.join(names)}")
