"""How fast this machine trains a model: measured for some seconds on two of the model's layers."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

import torch
from transformers import AutoConfig, AutoModelForCausalLM
from trl import get_peft_config

from ses_plugin.adapters.trl.train_config import TrainConfig

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
