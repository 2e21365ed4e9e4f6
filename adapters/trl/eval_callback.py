"""How well the model in training predicts outputs, on fresh instances; which checkpoint is the best."""

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


_LOSS = "eval_loss"


class BestCheckpoint:
    """Part of a trainer: of checkpoints with the same `metric_for_best_model` the newest is the best.

    transformers keeps the first of equals: a model that predicts nothing right yet would lose all that it has
    learned. If evaluations have a loss, as those of SFT, the one with the smaller loss wins.
    """

    args: Any
    state: Any
    _best_loss: float | None = None
    _evaluations: int = 0
    _ties: int = 0

    def _determine_best_metric(self, metrics: dict[str, float], trial: Any) -> bool:
        best = self.state.best_metric
        better: bool = super()._determine_best_metric(metrics, trial)  # type: ignore[misc]  # of the trainer
        if self.args.metric_for_best_model is None:
            return better
        self._evaluations += 1
        name = "eval_" + self.args.metric_for_best_model.removeprefix("eval_")
        if not better and metrics[name] == best:
            self._ties += 1
            if better := self._wins_tie(metrics):
                self.state.best_global_step = self.state.global_step
        if better:
            self._best_loss = metrics.get(_LOSS)
        return better

    def _wins_tie(self, metrics: dict[str, float]) -> bool:
        loss = metrics.get(_LOSS)
        before = self._loss_at(self.state.best_global_step) if self._best_loss is None else self._best_loss
        return loss is None or before is None or loss <= before

    def _loss_at(self, step: int | None) -> float | None:
        """Return the loss that a training which goes on has had before."""
        logged = [entry for entry in self.state.log_history if entry.get("step") == step and _LOSS in entry]
        return float(logged[-1][_LOSS]) if logged else None

    def describe_best(self) -> str:
        """Return which checkpoint is the one that is kept, and by what; "" if none was to be chosen."""
        name, state = self.args.metric_for_best_model, self.state
        if not self.args.load_best_model_at_end or state.best_global_step is None:
            return ""
        told = f"kept: step {state.best_global_step} of {state.global_step}, {name} {state.best_metric:.4g}"
        if not self._ties:
            return told
        by = "the smaller loss" if self._best_loss is not None else "the newer one"
        return f"{told}; {self._ties} of {self._evaluations} evaluations are no better: {by} was taken"
