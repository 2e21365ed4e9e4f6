"""transformers in this process: a backend for `run_lockstep`, where a round is batches of `generate`.

Prompts are padded on the left, and each reply has a seed of its own.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import torch
from transformers import GenerationConfig, TemperatureLogitsWarper, TopPLogitsWarper

from ses_plugin.drivers import Handler, dispatch_round, execute_all, expand_sample, merge_completions
from ses_plugin.extraction import reasoning_mark_opened_by
from ses_plugin.strategies.flow import (
    ExecuteRequest,
    Request,
    RequestFailed,
    Response,
    Role,
    SampleRequest,
    SamplingParams,
)
from ses_plugin.usage import Usage

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


class TransformersBackend:
    """Answers rounds with a causal language model in this process.

    Sampling is as requested: `top_k` and penalties in the model's generation config are ignored. Each reply
    has its own seed: equal requests with equal seeds have equal replies in any batch, except for rounding
    differences between batches of different shape. Another type of device samples other replies. A request
    whose prompt and maximum reply exceed the context gets `RequestFailed`.

    Args:
        model: A model as `from_pretrained` returns it.
        tokenizer: Its tokenizer.
        simulator: The model and the tokenizer for predictions; None for the same ones.
        chat: Whether prompts are rendered by the tokenizer's chat template.
        batch_size: How many replies are generated at a time, for prompts of similar length. A batch takes as
            long as its longest reply.

    Attributes:
        truncated_replies: The texts of the replies that ended at the token limit.

    Example:
        backend = TransformersBackend(model, tokenizer)
        results = run_lockstep([self_verify(problem, SelfVerify()) for problem in problems], backend)
    """

    def __init__(
        self,
        model: Any,
        tokenizer: Any,
        simulator: tuple[Any, Any] | None = None,
        *,
        chat: bool = True,
        batch_size: int = 8,
    ) -> None:
        self.truncated_replies: set[str] = set()
        self._solver = _Engine(model, tokenizer, chat, batch_size, self.truncated_replies)
        self._simulator = (
            self._solver
            if simulator is None
            else _Engine(*simulator, chat, batch_size, self.truncated_replies)
        )

    def __call__(self, requests: Sequence[Request]) -> list[Response]:
        """Answer all requests of a round, in order."""
        return dispatch_round(requests, self._handler)

    def _handler(self, request: Request) -> Handler:
        if isinstance(request, ExecuteRequest):
            return execute_all
        return self._simulator.answer if request.role is Role.SIMULATE else self._solver.answer


@dataclass(frozen=True, slots=True)
class _Call:
    """A call for one reply. Greedy calls have no seed and the index 0: they are equal."""

    prompt: str
    sampling: SamplingParams
    seed: int | None
    index: int


def _calls(request: SampleRequest) -> list[_Call]:
    return [_Call(request.prompt, request.sampling, seed, index) for seed, index in expand_sample(request)]


class _Engine:
    """One model. It adds the texts of replies that end at the token limit to `truncated_replies`."""

    def __init__(
        self, model: Any, tokenizer: Any, chat: bool, batch_size: int, truncated_replies: set[str]
    ) -> None:
        self._model, self._tokenizer, self._chat = model, tokenizer, chat
        self._batch_size, self._truncated_replies = batch_size, truncated_replies
        self._stops, self._context_tokens = stop_token_ids(model, tokenizer), max_context_tokens(model)
        self._reasoning_mark = reasoning_mark_opened_by(self._render(".")) if chat else ""

    def answer(self, requests: Sequence[SampleRequest]) -> list[Response]:
        """Answer all samples of all requests. Equal calls are generated once."""
        prompts = {
            prompt: self._encode(prompt) for prompt in dict.fromkeys(request.prompt for request in requests)
        }
        too_long = {
            request: self._check_length(request, len(prompts[request.prompt])) for request in requests
        }
        calls = dict.fromkeys(
            call for request in requests if not too_long[request] for call in _calls(request)
        )
        replies: dict[_Call, tuple[str, Usage]] = {}
        for batch in self._batches(list(calls), prompts):
            replies.update(zip(batch, self._generate(batch, prompts), strict=True))
        return [
            too_long[request] or merge_completions([replies[call] for call in _calls(request)])
            for request in requests
        ]

    def _encode(self, prompt: str) -> list[int]:
        if not self._chat:
            return list(self._tokenizer(prompt)["input_ids"])
        return list(self._tokenizer(self._render(prompt), add_special_tokens=False)["input_ids"])

    def _render(self, prompt: str) -> str:
        messages = [{"role": "user", "content": prompt}]
        return str(self._tokenizer.apply_chat_template(messages, add_generation_prompt=True, tokenize=False))

    def _check_length(self, request: SampleRequest, tokens: int) -> RequestFailed | None:
        max_tokens = request.sampling.max_tokens
        if self._context_tokens is None or tokens + max_tokens <= self._context_tokens:
            return None
        return RequestFailed(
            f"the prompt has {tokens} tokens and its reply up to {max_tokens}, but the model's context has "
            f"{self._context_tokens}"
        )

    def _batches(self, calls: list[_Call], prompts: dict[str, list[int]]) -> list[list[_Call]]:
        """Return batches of calls with equal sampling, longest prompts first, which need the most memory."""

        def settings(call: _Call) -> tuple[float, float, int]:
            return call.sampling.temperature, call.sampling.top_p, call.sampling.max_tokens

        calls = sorted(calls, key=lambda call: (settings(call), -len(prompts[call.prompt])))
        size = self._batch_size
        batches = []
        for _, group in groupby(calls, settings):
            calls_of_group = list(group)
            batches += [calls_of_group[start : start + size] for start in range(0, len(calls_of_group), size)]
        return batches

    def _generate(self, batch: list[_Call], prompts: dict[str, list[int]]) -> list[tuple[str, Usage]]:
        """Return the text and the usage of each reply."""
        start = time.perf_counter()
        ids = [prompts[call.prompt] for call in batch]
        seeds = [call.seed for call in batch]
        generated = generate(self._model, ids, seeds, batch[0].sampling, self._stops)
        seconds = (time.perf_counter() - start) / len(batch)
        return [
            (self._text(reply), Usage(1, 0, len(prompt), len(reply.ids), None, seconds))
            for prompt, reply in zip(ids, generated, strict=True)
        ]

    def _text(self, reply: GeneratedReply) -> str:
        """Return the text of a reply, after the mark by which the template opened the reasoning."""
        text = self._reasoning_mark + str(self._tokenizer.decode(reply.ids, skip_special_tokens=True))
        if reply.truncated:
            self._truncated_replies.add(text)
        return text
