"""GRPO with weights of rows, and Self-RLEF (paper, section 4): GRPO on episodes of several prompts.

The weights are exact under any scaling of rewards.

An episode has up to two trained turns, the solution and the decision to submit or fix it, and each trains
with the prompt that it was generated from. TRL's own scoring runs once for each turn over the same episodes,
and the two batches are put together, so advantages, old and reference log-probabilities are TRL's. What this
rests on is private or experimental in TRL, hence the narrow pin, and the tests that hold it token by token.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Any

import torch
from trl import GRPOTrainer

from ses_plugin.adapters.trl import SOLVE, problem_of
from ses_plugin.adapters.trl.episodes import (
    TURNS,
    Episode,
    Segment,
    TokenizedCompletion,
    predict_output,
    run_episodes,
    solve_episode,
)
from ses_plugin.adapters.trl.eval_callback import BestCheckpoint
from ses_plugin.datasets.seeded_random import SeededRandom
from ses_plugin.errors import UsageError
from ses_plugin.strategies import FixFeedback, SamplingParams
from ses_plugin.strategies.flow import Flow, Role
from ses_plugin.types.problem import Problem


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


LOSS_TYPES = ("dapo", "bnpo", "cispo", "vespo")
"""Losses that average over tokens: others would count the empty second row of an episode of one turn."""


@dataclass(frozen=True, slots=True)
class FeedbackSchedule:
    """Who tells what the public tests give: the interpreter, and by and by the model itself.

    Up to step `predicted_from` all feedback is real; from there the share of prompts with predicted feedback
    grows evenly to 1 at step `predicted_to`. None: it stays real, as in the paper's training.
    """

    predicted_from: int | None = None
    predicted_to: int | None = None

    def __post_init__(self) -> None:
        first, last = self.predicted_from, self.predicted_to
        if (first is None) != (last is None) or (first is not None and last is not None and last < first):
            raise UsageError(
                f"predicted feedback from step {first} to {last}: give both, the first not later, or none"
            )

    def predicted(self, row_id: str, step: int) -> bool:
        """Return whether a prompt's episodes have predicted feedback: the same for all of its group."""
        if self.predicted_from is None or self.predicted_to is None or step < self.predicted_from:
            return False
        share = (step - self.predicted_from) / max(self.predicted_to - self.predicted_from, 1)
        return step >= self.predicted_to or SeededRandom(step, "feedback", row_id).chance(share)


class SelfRLEFTrainer(WeightedGRPOTrainer):
    """Trains on rows of `ses data rl`; rows of output prediction are episodes of one turn.

    Raises UsageError for a loss that would count empty rows.
    """

    def __init__(
        self,
        *args: Any,
        feedback: FeedbackSchedule | None = None,
        fix_feedback: FixFeedback = FixFeedback.OUTPUTS,
        max_prompt_tokens: int = 8192,
        **options: Any,
    ) -> None:
        self._feedback, self._most = feedback or FeedbackSchedule(), max_prompt_tokens
        self._fix_feedback = fix_feedback
        self._episodes: list[Episode] = []
        self._slot = 0
        super().__init__(*args, rollout_func=self._turns, **options)
        if self.args.loss_type not in LOSS_TYPES:
            raise UsageError(
                f"loss_type {self.args.loss_type!r}: Self-RLEF needs one of {', '.join(LOSS_TYPES)}"
            )

    def _generate_and_score_completions(self, inputs: list[dict[str, Any]]) -> dict[str, Any]:
        self._episodes = self._played(inputs)
        outputs = []
        for slot in range(TURNS if self.model.training else 1):
            self._slot = slot
            outputs.append(super()._generate_and_score_completions(inputs))
        return concatenate_outputs(outputs, self._tokenizer.pad_token_id)

    def _played(self, inputs: list[dict[str, Any]]) -> list[Episode]:
        texts = {row["problem"] for row in inputs if row["task"] == SOLVE}
        problems = {text: problem_of(text) for text in texts}  # once for a whole group
        flows = [self._flow(row, problems.get(row["problem"])) for row in inputs]
        return run_episodes(flows, _TrainedModel(self), self._most)

    def _flow(self, row: dict[str, Any], problem: Problem | None) -> Flow[Episode]:
        sampling = SamplingParams(self.args.temperature, self.args.top_p, self.args.max_completion_length)
        if problem is None:
            return predict_output(row["prompt"][-1]["content"], sampling)
        predicted = self._feedback.predicted(row["id"], self.state.global_step)
        return solve_episode(problem, sampling, predicted=predicted, fix_feedback=self._fix_feedback)

    def _turns(self, prompts: list[Any], trainer: Any) -> dict[str, list[Any] | None]:
        """Return the episodes' turn of this slot, as TRL wants it of a `rollout_func`.

        Where an episode has no such turn, there is one padding token that carries no loss.
        """
        pad = self._tokenizer.pad_token_id
        absent = Segment(Role.SOLVE, (pad,), TokenizedCompletion((pad,), (0.0,)))
        own = [_at(episode.segments, self._slot) for episode in self._episodes]
        rows = [segment or absent for segment in own]
        return {
            "prompt_ids": [list(row.prompt_ids) for row in rows],
            "completion_ids": [list(row.completion.ids) for row in rows],
            "logprobs": [list(row.completion.logprobs or ()) for row in rows] if self.use_vllm else None,
            "env_mask": [
                [int(segment is not None)] * len(row.completion.ids)
                for segment, row in zip(own, rows, strict=True)
            ],
            "final": [episode.final for episode in self._episodes],
        }

    def _calculate_rewards(
        self, inputs: list[dict[str, Any]], prompts: Any, completions: Any, completion_ids_list: Any
    ) -> Any:
        """Judge episodes once: the reward belongs to the episode, and to both of its turns."""
        if self._slot == 0:
            self._rewards = super()._calculate_rewards(inputs, prompts, completions, completion_ids_list)
            self._columns = {name: list(values) for name, values in self._pending_extra_logs.items()}
            for name, value in _health(self._episodes).items():
                self._log_metric(name, value)
        else:
            for name, values in self._columns.items():
                self._log_completion_extra(name, values)
        self._log_completion_extra("turn", [self._slot + 1] * len(inputs))
        self._log_completion_extra("turn_prompt", self._prompts_of_slot())
        return self._rewards

    def _truncated(self, completions: Sequence[Sequence[int]]) -> list[bool]:
        """Return which episodes' last turns were cut off: what an episode ends with is read out of that."""
        last = [episode.segments[-1:] for episode in self._episodes]
        return super()._truncated([segment[0].completion.ids if segment else () for segment in last])

    def _prompts_of_slot(self) -> list[str]:
        own = [_at(episode.segments, self._slot) for episode in self._episodes]
        ids = [list(segment.prompt_ids) if segment else [] for segment in own]
        return list(self.processing_class.batch_decode(ids))


class _TrainedModel:
    """The model in training, whatever TRL generates with: transformers, or vLLM.

    With several processes some backends generate together, so each call is made by all, with as many prompts.
    """

    def __init__(self, trainer: SelfRLEFTrainer) -> None:
        self._trainer = trainer

    def encode(self, prompts: Sequence[str]) -> list[list[int]]:
        """Return the token ids of each prompt, through the chat template."""
        chats = [[{"role": "user", "content": prompt}] for prompt in prompts]
        return list(self._trainer._tokenize_prompts(chats)[0]) if chats else []

    def generate(self, prompts: Sequence[Sequence[int]]) -> list[TokenizedCompletion]:
        """Return a completion of each prompt, never an empty one."""
        return self._together(prompts) or []

    def decode(self, completions: Sequence[Sequence[int]]) -> list[str]:
        """Return the texts of completions."""
        ids = [list(completion) for completion in completions]
        return list(self._trainer.processing_class.batch_decode(ids, skip_special_tokens=True))

    def end(self) -> None:
        """Take part in what other processes still generate."""
        while self._together([]) is not None:
            pass

    def _together(self, prompts: Sequence[Sequence[int]]) -> list[TokenizedCompletion] | None:
        """Return completions of this process's prompts; None if no process has any."""
        most = self._most_of_all(len(prompts))
        if most == 0:
            return None
        end = self._trainer._tokenizer.eos_token_id
        filled = [*map(list, prompts), *([[end]] * (most - len(prompts)))]
        all_ids, all_logprobs = self._trainer._generate_single_turn(filled, None, {}, 1)
        known = all_logprobs or [None] * len(all_ids)
        own = list(zip(all_ids, known, strict=True))[: len(prompts)]
        return [_generate(ids, logprobs, end) for ids, logprobs in own]

    def _most_of_all(self, count: int) -> int:
        accelerator = self._trainer.accelerator
        counts = accelerator.gather(torch.tensor([count], device=accelerator.device))
        return int(counts.max())


def _generate(ids: Sequence[int], logprobs: Sequence[float] | None, end: int) -> TokenizedCompletion:
    if not ids:  # TRL can't take an empty completion: it ended at once
        return TokenizedCompletion((end,), None if logprobs is None else (0.0,))
    return TokenizedCompletion(tuple(ids), None if logprobs is None else tuple(logprobs))


def _at(segments: Sequence[Segment], slot: int) -> Segment | None:
    return segments[slot] if slot < len(segments) else None


def _health(episodes: Sequence[Episode]) -> dict[str, float]:
    """Return shares of the batch's episodes of solving, those with real feedback: what fixing does to them.

    The names are those of `ses_self_fix`: all by public tests.
    """
    real = [episode for episode in episodes if episode.end and not episode.predicted]
    solved = [episode for episode in real if episode.passed]
    if not real:
        return {}
    shares = {"self_fix/no_program": [not episode.passed for episode in real]}
    if solved:
        ends = [(episode.passed[0], episode.passed[-1]) for episode in solved]
        shares["self_fix/initial_public_pass@1"] = [first for first, _ in ends]
        shares["self_fix/final_public_pass@1"] = [last for _, last in ends]
        shares["self_fix/fixed"] = [last and not first for first, last in ends]
        shares["self_fix/broken"] = [first and not last for first, last in ends]
        shares["self_fix/submitted"] = [episode.end in ("submitted", "repeated") for episode in solved]
    return {name: fmean(values) for name, values in shares.items()}
