"""How well the model in training predicts outputs: measured at each evaluation, on fresh instances."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import torch
from accelerate.utils import gather_object
from transformers import TrainerCallback
from trl.models.utils import unwrap_model_for_generation

from ses_plugin.datasets.instances import Instance
from ses_plugin.extraction import AnswerStatus, extract_answer
from ses_plugin.metrics import wilson_interval
from ses_plugin.prompts import output_prediction_prompt

METRIC = "eval_output_prediction_accuracy"
"""The share of all instances, for `metric_for_best_model`."""


WATCH_BATCH = 8
"""Instances that are predicted at a time."""


class OutputPredictionCallback(TrainerCallback):  # type: ignore[misc]  # transformers is not followed
    """Lets the model predict, greedily, at each evaluation, and logs the accuracy.

    `groups` are instances by name. Logs METRIC, and `eval_output_prediction_NAME` with `_low` and `_high`,
    Wilson's 95 % interval, for each group. The metrics go to whatever the trainer reports to, and into those
    by which the best checkpoint is chosen. Give each instance another program, or the interval is too narrow.
    """

    def __init__(
        self,
        trainer: Any,
        groups: Mapping[str, Sequence[Instance]],
        max_new_tokens: int = 1024,
        batch_size: int = WATCH_BATCH,
    ) -> None:
        self._trainer, self._groups = trainer, groups
        self._most, self._batch = max_new_tokens, batch_size

    def on_evaluate(
        self, args: Any, state: Any, control: Any, metrics: dict[str, float] | None = None, **_: Any
    ) -> None:
        """Measure, log, and add to `metrics`."""
        instances = [instance for group in self._groups.values() for instance in group]
        right = self._right(instances)
        found = {METRIC: sum(right) / len(right)}
        start = 0
        for name, group in self._groups.items():
            own = right[start : start + len(group)]
            start += len(group)
            share = sum(own) / len(own)
            low, high = wilson_interval(share, len(own))
            key = f"eval_output_prediction_{name}"
            found |= {key: share, f"{key}_low": low, f"{key}_high": high}
        self._trainer.log(dict(found))
        if metrics is not None:
            metrics.update(found)

    def _right(self, instances: Sequence[Instance]) -> list[bool]:
        """Return which instances the model predicts, each process having done its part of them."""
        accelerator = self._trainer.accelerator
        numbers = list(range(len(instances)))
        with accelerator.split_between_processes(numbers, apply_padding=True) as own:  # as many calls in each
            texts = self._generated([instances[number] for number in own])
        done = dict(gather_object(list(zip(own, texts, strict=True))))
        return [self._accepts(instances[number], done[number]) for number in numbers]

    def _accepts(self, instance: Instance, text: str) -> bool:
        answer = extract_answer(text, self._most)
        return answer.status is AnswerStatus.ANSWERED and instance.accepts(answer.text)

    def _generated(self, instances: Sequence[Instance]) -> list[str]:
        trainer = self._trainer
        texts: list[str] = []
        with (
            unwrap_model_for_generation(trainer.model_wrapped, trainer.accelerator) as model,
            torch.no_grad(),
        ):
            for start in range(0, len(instances), self._batch):
                texts += self._batch_of(model, instances[start : start + self._batch])
        return texts

    def _batch_of(self, model: Any, instances: Sequence[Instance]) -> list[str]:
        tokenizer = self._trainer.processing_class
        prompts = [output_prediction_prompt(instance.program, instance.input) for instance in instances]
        if tokenizer.chat_template is not None:
            chats = [[{"role": "user", "content": prompt}] for prompt in prompts]
            prompts = tokenizer.apply_chat_template(chats, tokenize=False, add_generation_prompt=True)
        inputs = tokenizer(
            prompts,
            return_tensors="pt",
            padding=True,
            padding_side="left",
            add_special_tokens=tokenizer.chat_template is None,
        ).to(model.device)
        out = model.generate(
            **inputs,
            max_new_tokens=self._most,
            do_sample=False,
            pad_token_id=tokenizer.pad_token_id,
            synced_gpus=self._trainer.accelerator.num_processes > 1,  # weights may be spread over all
        )
        completions = out[:, inputs["input_ids"].shape[1] :]
        return list(tokenizer.batch_decode(completions, skip_special_tokens=True))
