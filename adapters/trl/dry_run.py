"""What a training would do, before it does it: sizes, steps, an estimate."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from accelerate import PartialState
from transformers import AutoConfig, AutoModelForCausalLM
from trl import get_peft_config

from ses_plugin.adapters.trl.dataset_loader import lengths_of, tokenizer_of
from ses_plugin.adapters.trl.eval_callback import WATCH_BATCH
from ses_plugin.adapters.trl.speed import measure_speed
from ses_plugin.adapters.trl.train_config import TrainConfig
from ses_plugin.errors import UsageError

_FULL_BYTES = 12
"""Of a trained weight beside the weight: gradient and two moments of Adam, in 32 bits each."""


@dataclass(frozen=True, slots=True)
class _Work:
    """What a training does: `tokens` trained in `steps` steps, in passes of `row` tokens or so.

    `generated` tokens are written one after the other in each step by `rows` rows at once, and `evaluated`
    tokens read, `watched` written for each of `watch_rows` rows, at all evaluations together.
    """

    steps: int
    tokens: int
    row: int
    rows: int = 0
    generated: int = 0
    evaluated: int = 0
    watched: int = 0


def dry_run_report(told: TrainConfig, splits: dict[str, Any]) -> list[str]:
    """Return what is to be told, in lines. Raises UsageError if the model can't be found."""
    weights, trained = _sizes(told)
    model = f"model: {told.model.model_name_or_path}, {weights:,} weights, {trained:,} of them trained"
    memory = (weights * _bytes(told.model.dtype) + trained * _FULL_BYTES) / 2**30
    work, about = _sft(told, splits) if told.kind == "sft" else _rl(told, splits)
    evaluated = [f"validation: {len(splits['validation']):,} rows"] if "validation" in splits else []
    return [
        model,
        f"precision: {told.precision}",
        f"memory: {memory:.1f} GiB for weights, gradients and Adam; activations come on top",
        f"train: {len(splits['train']):,} rows",
        *evaluated,
        *about,
        f"steps: {work.steps:,} on {PartialState().num_processes} process(es)",
        *_estimate(told, work),
    ]


def _estimate(told: TrainConfig, work: _Work) -> list[str]:
    """Return how long it takes, by the speed of this machine, which is measured for it."""
    speed = measure_speed(told, work.row, work.rows)
    most = "" if told.kind == "sft" else "at most "
    if isinstance(speed, str):
        return [f"estimate: {most}{work.tokens:,} tokens; no time, since {speed}"]
    processes = PartialState().num_processes
    generated = 0.0 if getattr(told.training, "use_vllm", False) else work.generated * speed.decode_s
    step = work.tokens / max(work.steps, 1) / processes * speed.token_s + speed.update_s + generated
    extra = (work.evaluated * speed.token_s / 3 + work.watched * speed.decode_s) / processes
    lines = [
        f"speed: {1 / speed.token_s:,.0f} tokens a second and process, measured here on 2 of {speed.layers} "
        f"layers with {speed.tokens:,} tokens",
        f"estimate: {most}{work.tokens:,} tokens, {most}{work.steps * step:,.0f} s: {work.steps:,} steps of "
        f"{step:,.2f} s",
    ]
    if extra:
        lines[-1] += f"; evaluations {extra:,.0f} s more"
    if getattr(told.training, "use_vllm", False):
        lines[-1] += "; what vLLM generates is not in it"
    return lines


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


def _sft(told: TrainConfig, splits: dict[str, Any]) -> tuple[_Work, list[str]]:
    tokenizer, most = tokenizer_of(told), told.training.max_length
    lengths = lengths_of(splits["train"], tokenizer)
    used = [length for length in lengths if most is None or length <= most]
    if not used:
        raise UsageError(f"no row has at most max_length={most} tokens; the shortest has {min(lengths)}")
    marks = ", ".join(f"{percent} %: {_mark(lengths, percent)}" for percent in (50, 90, 99, 100))
    rows = math.ceil(sum(used) / most) if told.training.packing and most else len(used)
    steps = _steps(told, rows)
    times = _evaluations(told.training, steps)
    read = sum(lengths_of(splits["validation"], tokenizer)) if times else 0
    watched = 2 * told.script.watch_instances if times else 0
    work = _Work(
        steps,
        round(steps * _batch(told) * sum(used) / rows),
        round(sum(used) / rows),
        min(watched, WATCH_BATCH),
        evaluated=times * read,
        watched=times * math.ceil(watched / WATCH_BATCH) * told.script.watch_tokens,
    )
    return (
        work,
        [
            f"tokens: {sum(lengths):,}; of a row at most {marks}",
            f"left out: {len(lengths) - len(used):,} rows of more than max_length={most} tokens",
        ],
    )


def _rl(told: TrainConfig, splits: dict[str, Any]) -> tuple[_Work, list[str]]:
    training, train = told.training, splits["train"]
    tasks = list(train["task"])
    counts = {task: tasks.count(task) for task in dict.fromkeys(tasks)}
    turns = 2 if told.kind == "self-rlef" else 1
    steps = _steps(told, len(train) * training.num_generations * training.num_iterations)
    written = training.max_completion_length
    work = _Work(
        steps,
        steps * _batch(told) * turns * written,
        written,
        training.per_device_train_batch_size * training.gradient_accumulation_steps,
        turns * written,
    )
    shares = ", ".join(f"{task} {count:,} ({count / len(train):.0%})" for task, count in counts.items())
    return (
        work,
        [
            f"tasks: {shares}",
            f"each step: {_batch(told)} completions, groups of {training.num_generations}, "
            f"of at most {written} tokens in each of {turns} turn(s)",
        ],
    )


def _evaluations(training: Any, steps: int) -> int:
    """Return how often a training of so many steps evaluates."""
    match str(training.eval_strategy.value):
        case "epoch":
            return math.ceil(float(training.num_train_epochs))
        case "steps":
            every = training.eval_steps or training.logging_steps
            return int(steps // (every if every >= 1 else max(every * steps, 1)))
    return 0


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
