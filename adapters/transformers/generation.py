"""One batch of `generate`: prompts padded on the left, and a separate seed for each reply."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from transformers import GenerationConfig, TemperatureLogitsWarper, TopPLogitsWarper

from ses_plugin.strategies.flow import SamplingParams

_NEUTRAL_SETTINGS = {"num_beams": 1, "repetition_penalty": 1.0, "no_repeat_ngram_size": 0, "min_length": 0}
"""Neutral values of settings that a model's generation config may change."""


@dataclass(frozen=True, slots=True)
class GeneratedReply:
    """A reply: its tokens, with the stop token. `truncated` is whether it ended at the token limit."""

    ids: list[int]
    truncated: bool


def stop_token_ids(model: Any, tokenizer: Any) -> tuple[int, ...]:
    """Return the tokens that end a reply, from the generation config and the tokenizer."""
    token_ids = model.generation_config.eos_token_id
    token_ids = token_ids if isinstance(token_ids, list) else [token_ids]
    return tuple(dict.fromkeys(token for token in (*token_ids, tokenizer.eos_token_id) if token is not None))


def max_context_tokens(model: Any) -> int | None:
    """Return the most tokens of a prompt with its reply; None if the model's config has no limit."""
    positions = getattr(model.config.get_text_config(), "max_position_embeddings", None)
    return positions if isinstance(positions, int) else None


def generate(
    model: Any,
    prompts: Sequence[Sequence[int]],
    seeds: Sequence[int | None],
    sampling: SamplingParams,
    stops: Sequence[int],
) -> list[GeneratedReply]:
    """Return a reply to each prompt (a list of tokens), sampled with its seed; greedy at temperature 0."""
    longest = max(map(len, prompts))
    pad = stops[0] if stops else 0  # masked before a prompt, removed after a reply
    ids = torch.tensor([[pad] * (longest - len(prompt)) + list(prompt) for prompt in prompts])
    mask = torch.tensor([[0] * (longest - len(prompt)) + [1] * len(prompt) for prompt in prompts])
    token_settings = {"eos_token_id": list(stops) or None, "pad_token_id": pad}
    config = GenerationConfig(
        do_sample=False, max_new_tokens=sampling.max_tokens, **token_settings, **_NEUTRAL_SETTINGS
    )
    sequences = model.generate(
        ids.to(model.device),
        attention_mask=mask.to(model.device),
        generation_config=config,
        logits_processor=[_SeededSampler(sampling, seeds, model.device)] if sampling.temperature > 0 else [],
    )
    return [_cut_at_stop(row, stops) for row in sequences[:, longest:].tolist()]


def _cut_at_stop(row: list[int], stops: Sequence[int]) -> GeneratedReply:
    end = next((number for number, token in enumerate(row) if token in stops), None)
    return (
        GeneratedReply(row, truncated=True)
        if end is None
        else GeneratedReply(row[: end + 1], truncated=False)
    )


class _SeededSampler:
    """Samples the next token of each row with a separate generator: `generate` has one for all rows.

    It adds Gumbel noise to the scores, so that greedy decoding samples from them (the Gumbel-max trick). The
    noise is -log(-log(uniform)), where -log(uniform) is exponentially distributed.
    """

    def __init__(self, sampling: SamplingParams, seeds: Sequence[int | None], device: Any) -> None:
        self._warpers = [TemperatureLogitsWarper(sampling.temperature)]
        if sampling.top_p < 1:
            self._warpers.append(TopPLogitsWarper(sampling.top_p))
        self._draws = [torch.Generator(device).manual_seed(seed or 0) for seed in seeds]

    def __call__(self, input_ids: Any, scores: Any) -> Any:
        """Return the scores of the next token, with noise."""
        scores = scores.float()
        for warper in self._warpers:
            scores = warper(input_ids, scores)
        noise = torch.stack(
            [torch.empty_like(scores[0]).exponential_(generator=draw) for draw in self._draws]
        )
        return scores - noise.log()
