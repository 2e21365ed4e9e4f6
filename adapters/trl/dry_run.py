"""What a training would do, before it does it: sizes, steps, and an estimate of its time.

The speed of this machine is measured for some seconds on two of the model's layers.
"""

from __future__ import annotations

import math
import os
import time
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

import torch
from accelerate import PartialState
from transformers import AutoConfig, AutoModelForCausalLM
from trl import get_peft_config

from ses_plugin.adapters.trl.dataset_loader import lengths_of, tokenizer_of
from ses_plugin.adapters.trl.eval_callback import WATCH_BATCH
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


SECONDS = 3.0
"""Of one measurement, about."""

_PROBE = 64
"""Tokens of a first pass, which tells how many fit into SECONDS."""

_DECODED = 8
_OF_MEMORY = 0.5


@dataclass(frozen=True, slots=True)
class TrainingSpeed:
    """Seconds of the whole model, from those of one and of two of its layers.

    `token_s` is of a token that is trained, forward and backward; `update_s` of an optimizer's step;
    `decode_s` of one token generated for each row of a batch. `tokens` is the size of the measured pass.
    """

    token_s: float
    update_s: float
    decode_s: float
    tokens: int
    layers: int


def measure_speed(told: TrainConfig, tokens: int, rows: int) -> TrainingSpeed | str:
    """Measure passes of `tokens` tokens, or as many as fit into SECONDS, and generation of `rows` at once.

    Weights are random, which costs no download. Returns why it could not be measured, if so.
    """
    config = AutoConfig.from_pretrained(told.model.model_name_or_path)
    layers = getattr(config, "num_hidden_layers", None)
    if not isinstance(layers, int):
        return "the model's config does not tell its layers"
    with torch.device("meta"):
        weights = sum(p.numel() for p in _with_layers(config, 2).parameters())
    if weights * 16 > _OF_MEMORY * _memory():
        return "two of its layers are too large for this machine"
    one, two = (_Measured.of(told, _with_layers(config, n), tokens, rows) for n in (1, min(2, layers)))

    def whole(part: Callable[[_Measured], float]) -> float:
        return part(one) + (layers - 1) * max(part(two) - part(one), 0.0)

    return TrainingSpeed(
        whole(lambda m: m.pass_s / m.tokens),
        whole(lambda m: m.update_s),
        whole(lambda m: m.decode_s),
        two.tokens,
        layers,
    )


def _with_layers(config: Any, layers: int) -> Any:
    fewer = type(config).from_dict({**config.to_dict(), "num_hidden_layers": layers, "layer_types": None})
    return AutoModelForCausalLM.from_config(fewer)


@dataclass(frozen=True, slots=True)
class _Measured:
    """Seconds of a model of few layers."""

    pass_s: float
    update_s: float
    decode_s: float
    tokens: int

    @classmethod
    def of(cls, told: TrainConfig, model: Any, tokens: int, rows: int) -> _Measured:
        device = _device(told)
        model = _prepared(told, model).to(device)
        trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
        optimizer = torch.optim.AdamW(trained, lr=0.0)

        def one_pass(length: int) -> None:
            ids = torch.randint(0, model.config.vocab_size, (1, length), device=device)
            with _computing(told, device):
                loss = model(input_ids=ids, labels=ids, use_cache=False).loss
            loss.backward()

        one_pass(_PROBE)  # the first is slower
        probe = _seconds(lambda: one_pass(_PROBE), device)
        length = max(_PROBE, min(tokens, int(_PROBE * SECONDS / max(probe, 1e-6))))
        pass_s = _seconds(lambda: one_pass(length), device)
        optimizer.step()  # the first makes its moments
        update_s = _seconds(optimizer.step, device)
        return cls(pass_s, update_s, _decoding(told, model, rows, device), length)


def _prepared(told: TrainConfig, model: Any) -> Any:
    model = model.to(getattr(torch, told.model.dtype or "float32"))
    if (lora := get_peft_config(told.model)) is not None:
        from peft import get_peft_model

        model = get_peft_model(model, lora)
    if getattr(told.training, "activation_checkpointing", False) or told.training.gradient_checkpointing:
        model.gradient_checkpointing_enable(told.training.gradient_checkpointing_kwargs)
        model.enable_input_require_grads()
    return model.train()


def _decoding(told: TrainConfig, model: Any, rows: int, device: torch.device) -> float:
    """Return the seconds of one more token of each of `rows` texts."""
    if not rows:
        return 0.0
    model.eval()
    ids = torch.randint(0, model.config.vocab_size, (rows, _PROBE), device=device)

    def write(count: int) -> Callable[[], None]:
        def generate() -> None:
            with torch.no_grad(), _computing(told, device):
                model.generate(
                    input_ids=ids,
                    attention_mask=torch.ones_like(ids),
                    min_new_tokens=count,
                    max_new_tokens=count,
                    do_sample=False,
                    pad_token_id=0,
                )

        return generate

    write(1)()
    few, more = (_seconds(write(count), device) for count in (1, 1 + _DECODED))
    return max(more - few, 0.0) / _DECODED


def _seconds(work: Callable[[], object], device: torch.device) -> float:
    """Return the shorter of two runs: what else the machine does only adds."""
    times = []
    for _ in range(2):
        started = time.perf_counter()
        work()
        if device.type != "cpu":
            torch.accelerator.synchronize()
        times.append(time.perf_counter() - started)
    return min(times)


def _computing(told: TrainConfig, device: torch.device) -> Any:
    return torch.autocast(device.type, torch.bfloat16) if told.training.bf16 else nullcontext()


def _device(told: TrainConfig) -> torch.device:
    found = torch.accelerator.current_accelerator() if torch.accelerator.is_available() else None
    return torch.device("cpu") if found is None or told.training.use_cpu else found


def _memory() -> int:
    """Return the bytes of memory that may be used."""
    if torch.cuda.is_available():
        return int(torch.cuda.mem_get_info()[0])
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_AVPHYS_PAGES")
    except (ValueError, OSError, AttributeError):  # not on this system
        return 8 << 30
