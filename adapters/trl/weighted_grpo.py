"""GRPO whose rows have weights, exact under any scaling of rewards."""

from __future__ import annotations

from typing import Any

import torch
from trl import GRPOTrainer


class WeightedGRPOTrainer(GRPOTrainer):  # type: ignore[misc]  # TRL's trainers have no usable types
    """TRL's trainer, with each row's advantage times its column `weight` (1 without such a column).

    The paper scales the reward of output prediction by 0.8 (section 5). Before the normalisation within a
    group that would do nothing: dividing by the group's standard deviation takes any common factor out.
    """

    def _generate_and_score_completions(self, inputs: list[dict[str, Any]]) -> dict[str, Any]:
        output: dict[str, Any] = super()._generate_and_score_completions(inputs)
        weights = [float(row.get("weight", 1.0)) for row in inputs]
        output["advantages"] = output["advantages"] * output["advantages"].new_tensor(weights)
        return output


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
