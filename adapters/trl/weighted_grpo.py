"""GRPO whose rows have weights, exact under any scaling of rewards."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from trl import GRPOTrainer

from ses_plugin.adapters.trl.best_checkpoint import BestCheckpoint


class WeightedGRPOTrainer(BestCheckpoint, GRPOTrainer):  # type: ignore[misc]  # TRL's trainers have no usable types
    """TRL's trainer, with each row's advantage times its column `weight` (1 without such a column).

    Reward functions get a column `truncated` beside those of the data: whether a completion was cut off.

    The paper scales the reward of output prediction by 0.8 (section 5). Before the normalisation within a
    group that would do nothing: dividing by the group's standard deviation takes any common factor out.
    """

    def _generate_and_score_completions(self, inputs: list[dict[str, Any]]) -> dict[str, Any]:
        output: dict[str, Any] = super()._generate_and_score_completions(inputs)
        weights = [float(row.get("weight", 1.0)) for row in inputs]
        output["advantages"] = output["advantages"] * output["advantages"].new_tensor(weights)
        return output

    def _calculate_rewards(
        self, inputs: list[dict[str, Any]], prompts: Any, completions: Any, completion_ids_list: Any
    ) -> Any:
        cut = self._truncated(completion_ids_list)
        rows = [{**row, "truncated": one} for row, one in zip(inputs, cut, strict=True)]
        return super()._calculate_rewards(rows, prompts, completions, completion_ids_list)

    def _truncated(self, completions: Sequence[Sequence[int]]) -> list[bool]:
        """Return which completions were cut off, by TRL's own rule: they end otherwise than a text does."""
        ends = (*self.eos_token_ids, self._tokenizer.pad_token_id)
        return [bool(ids) and ids[-1] not in ends for ids in completions]


def concatenate_outputs(outputs: list[dict[str, Any]], pad_token_id: int) -> dict[str, Any]:
    """Return batches of TRL's own form as one: their rows one after the other.

    Prompts are padded on the left, all else on the right; scalars are added.
    """
    return {name: _joined(name, [output[name] for output in outputs], pad_token_id) for name in outputs[0]}


def _joined(name: str, tensors: list[torch.Tensor], pad_token_id: int) -> torch.Tensor:
    if tensors[0].ndim == 0:
        return torch.stack(tensors).sum()
    if tensors[0].ndim == 1:
        return torch.cat(tensors)
    width = max(tensor.shape[1] for tensor in tensors)
    fill = pad_token_id if name.endswith("_ids") else 0
    padded = []
    for tensor in tensors:
        missing = width - tensor.shape[1]
        sides = (missing, 0) if name.startswith("prompt_") else (0, missing)
        padded.append(torch.nn.functional.pad(tensor, sides, value=fill))
    return torch.cat(padded)
