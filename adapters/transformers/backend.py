"""A backend of transformers models in this process, for `run_lockstep`."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from ses_plugin.adapters.transformers.generation import (
    GeneratedReply,
    generate,
    max_context_tokens,
    stop_token_ids,
)
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
