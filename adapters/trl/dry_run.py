"""What a training would do, before it does it: sizes, steps, an estimate."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import torch
from accelerate import PartialState
from transformers import AutoConfig, AutoModelForCausalLM
from trl import get_peft_config

from ses_plugin.adapters.trl.dataset_loader import lengths_of, tokenizer_of
from ses_plugin.adapters.trl.train_config import TrainConfig
from ses_plugin.errors import UsageError

_PETAFLOP = 1e15
_FULL_BYTES = 12
"""Of a trained weight beside the weight: gradient and two moments of Adam, in 32 bits each."""


def dry_run_report(told: TrainConfig, splits: dict[str, Any]) -> list[str]:
    """Return what is to be told, in lines. Raises UsageError if the model can't be found."""
    weights, trained = _sizes(told)
    model = f"model: {told.model.model_name_or_path}, {weights:,} weights, {trained:,} of them trained"
    memory = (weights * _bytes(told.model.dtype) + trained * _FULL_BYTES) / 2**30
    steps, tokens, about = _sft(told, splits) if told.kind == "sft" else _rl(told, splits)
    work = 6 * weights * tokens  # forward 2 and backward 4 for each weight and token
    evaluated = [f"validation: {len(splits['validation']):,} rows"] if "validation" in splits else []
    return [
        model,
        f"memory: {memory:.1f} GiB for weights, gradients and Adam; activations come on top",
        f"train: {len(splits['train']):,} rows",
        *evaluated,
        *about,
        f"steps: {steps:,} on {PartialState().num_processes} process(es)",
        f"estimate: {'' if told.kind == 'sft' else 'at most '}{tokens:,} tokens, "
        f"{work / _PETAFLOP:,.2f} PFLOP of training, {work / (100e12 * 3600):,.2f} h at 100 TFLOP/s",
    ]


def _sizes(told: TrainConfig) -> tuple[int, int]:
    """Return the number of weights, and of those that are trained; nothing is loaded."""
    try:
        config = AutoConfig.from_pretrained(told.model.model_name_or_path)
        with torch.device("meta"):
            model = AutoModelForCausalLM.from_config(config)
    except (OSError, ValueError) as error:
        raise UsageError(f"cannot load the model {told.model.model_name_or_path}: {error}") from error
    weights = sum(parameter.numel() for parameter in model.parameters())
    if (lora := get_peft_config(told.model)) is not None:
        from peft import get_peft_model

        model = get_peft_model(model, lora)
    return weights, sum(parameter.numel() for parameter in model.parameters() if parameter.requires_grad)


def _sft(told: TrainConfig, splits: dict[str, Any]) -> tuple[int, int, list[str]]:
    lengths, most = lengths_of(splits["train"], tokenizer_of(told)), told.training.max_length
    used = [length for length in lengths if most is None or length <= most]
    if not used:
        raise UsageError(f"no row has at most max_length={most} tokens; the shortest has {min(lengths)}")
    marks = ", ".join(f"{percent} %: {_mark(lengths, percent)}" for percent in (50, 90, 99, 100))
    rows = math.ceil(sum(used) / most) if told.training.packing and most else len(used)
    steps = _steps(told, rows)
    shown = steps * _batch(told) * (sum(used) / rows)
    return (
        steps,
        round(shown),
        [
            f"tokens: {sum(lengths):,}; of a row at most {marks}",
            f"left out: {len(lengths) - len(used):,} rows of more than max_length={most} tokens",
        ],
    )


def _rl(told: TrainConfig, splits: dict[str, Any]) -> tuple[int, int, list[str]]:
    training, train = told.training, splits["train"]
    tasks = list(train["task"])
    counts = {task: tasks.count(task) for task in dict.fromkeys(tasks)}
    turns = 2 if told.kind == "self-rlef" else 1
    steps = _steps(told, len(train) * training.num_generations * training.num_iterations)
    tokens = steps * _batch(told) * turns * training.max_completion_length
    shares = ", ".join(f"{task} {count:,} ({count / len(train):.0%})" for task, count in counts.items())
    return (
        steps,
        tokens,
        [
            f"tasks: {shares}",
            f"each step: {_batch(told)} completions, groups of {training.num_generations}, "
            f"of at most {training.max_completion_length} tokens in each of {turns} turn(s)",
        ],
    )


def _batch(told: TrainConfig) -> int:
    training = told.training
    own = training.per_device_train_batch_size * training.gradient_accumulation_steps
    return int(own * PartialState().num_processes)


def _steps(told: TrainConfig, rows: int) -> int:
    if told.training.max_steps > 0:
        return int(told.training.max_steps)
    epochs = float(told.training.num_train_epochs)
    return math.ceil(rows / _batch(told) * epochs)


def _mark(lengths: Sequence[int], percent: int) -> int:
    return sorted(lengths)[(len(lengths) - 1) * percent // 100]


def _bytes(dtype: str | None) -> int:
    return 2 if dtype in ("bfloat16", "float16") else 4
