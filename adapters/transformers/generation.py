"""One batch of `generate`: prompts padded on the left, and a seed for each reply."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from transformers import GenerationConfig, TemperatureLogitsWarper, TopPLogitsWarper

from ses_plugin.strategies.flow import SamplingParams

_PLAIN = {"num_beams": 1, "repetition_penalty": 1.0, "no_repeat_ngram_size": 0, "min_length": 0}
"""What a model's own generation config might change, as it is without one."""


@dataclass(frozen=True, slots=True)
class GeneratedBatch:
    """A reply: its tokens with the one that ended it; `truncated` if it ended at the limit of tokens."""

    ids: list[int]
    truncated: bool


def stop_token_ids(model: Any, tokenizer: Any) -> tuple[int, ...]:
    """Return the tokens that end a reply, by the generation config and by the tokenizer."""
    own = model.generation_config.eos_token_id
    own = own if isinstance(own, list) else [own]
    return tuple(dict.fromkeys(token for token in (*own, tokenizer.eos_token_id) if token is not None))


def max_context_tokens(model: Any) -> int | None:
    """Return how many tokens a prompt and its reply may have together, None if the model does not say."""
    held = getattr(model.config.get_text_config(), "max_position_embeddings", None)
    return held if isinstance(held, int) else None


def generate(
    model: Any,
    prompts: Sequence[Sequence[int]],
    seeds: Sequence[int | None],
    sampling: SamplingParams,
    stops: Sequence[int],
) -> list[GeneratedBatch]:
    """Return a reply to each prompt, given as its tokens, drawn with its seed; greedy at temperature 0."""
    longest = max(map(len, prompts))
    pad = stops[0] if stops else 0  # masked before a prompt, taken off after a reply
    ids = torch.tensor([[pad] * (longest - len(prompt)) + list(prompt) for prompt in prompts])
    mask = torch.tensor([[0] * (longest - len(prompt)) + [1] * len(prompt) for prompt in prompts])
    ended = {"eos_token_id": list(stops) or None, "pad_token_id": pad}
    config = GenerationConfig(do_sample=False, max_new_tokens=sampling.max_tokens, **ended, **_PLAIN)
    out = model.generate(
        ids.to(model.device),
        attention_mask=mask.to(model.device),
        generation_config=config,
        logits_processor=[_Drawn(sampling, seeds, model.device)] if sampling.temperature > 0 else [],
    )
    return [_until(row, stops) for row in out[:, longest:].tolist()]


def _until(row: list[int], stops: Sequence[int]) -> GeneratedBatch:
    end = next((number for number, token in enumerate(row) if token in stops), None)
    return (
        GeneratedBatch(row, truncated=True)
        if end is None
        else GeneratedBatch(row[: end + 1], truncated=False)
    )


class _Drawn:
    """Makes the likeliest token one that is drawn, by a generator for each row: `generate` has one for all.

    With Gumbel noise added, the largest log-probability is a draw from them: -log(-log(uniform)), where
    -log(uniform) is exponential.
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
