"""A backend of transformers models in this process, for `run_lockstep`."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from ses_plugin.adapters.transformers.generation import (
    GeneratedBatch,
    generate,
    max_context_tokens,
    stop_token_ids,
)
from ses_plugin.drivers.runners import Handler, dispatch_round, expand_sample, merge_completions
from ses_plugin.drivers.sandbox_handler import execute_all
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
from ses_plugin.usage.usage import Usage


class TransformersBackend:
    """Answers rounds with a causal language model and its tokenizer, as `from_pretrained` returns them.

    `simulator` is the model and the tokenizer for predictions, None for the same. With `chat` prompts go
    through the tokenizer's chat template. `batch_size` replies are generated at a time, of prompts of similar
    length; a batch ends with its longest reply.

    Only a request's own sampling counts: no `top_k` or penalty of the model's generation config. The seed of
    a reply is its own whatever else is in the batch: the same question with the same seed has the same reply,
    as far as the arithmetic of batches of another shape is the same. Another kind of device draws others. A
    request that is longer than the context, with its maximum reply, gets `RequestFailed`. `cut` are the
    replies that ended at the limit of tokens.
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
        self.cut: set[str] = set()
        self._others = _Engine(model, tokenizer, chat, batch_size, self.cut)
        self._simulator = (
            self._others if simulator is None else _Engine(*simulator, chat, batch_size, self.cut)
        )

    def __call__(self, needs: Sequence[Request]) -> list[Response]:
        """Answer all requests of a round, in order."""
        return dispatch_round(needs, self._answerer)

    def _answerer(self, need: Request) -> Handler:
        if isinstance(need, ExecuteRequest):
            return execute_all
        return self._simulator.answer if need.role is Role.SIMULATE else self._others.answer


@dataclass(frozen=True, slots=True)
class _Call:
    """One reply that is wanted. Greedy ones have no seed and no number: they are the same."""

    prompt: str
    sampling: SamplingParams
    seed: int | None
    index: int


def _calls(need: SampleRequest) -> list[_Call]:
    return [_Call(need.prompt, need.sampling, seed, index) for seed, index in expand_sample(need)]


class _Engine:
    """One model. The texts of replies that end at the limit of tokens go into `cut`."""

    def __init__(self, model: Any, tokenizer: Any, chat: bool, batch_size: int, cut: set[str]) -> None:
        self._model, self._tokenizer, self._chat = model, tokenizer, chat
        self._batch_size, self._cut = batch_size, cut
        self._stops, self._most = stop_token_ids(model, tokenizer), max_context_tokens(model)
        self._opened = reasoning_mark_opened_by(self._templated(".")) if chat else ""

    def answer(self, needs: Sequence[SampleRequest]) -> list[Response]:
        """Answer every sample of every request; the same one is asked once."""
        prompts = {prompt: self._encoded(prompt) for prompt in dict.fromkeys(need.prompt for need in needs)}
        too_long = {need: self._too_long(need, len(prompts[need.prompt])) for need in needs}
        calls = dict.fromkeys(call for need in needs if not too_long[need] for call in _calls(need))
        replies: dict[_Call, tuple[str, Usage]] = {}
        for batch in self._batches(list(calls), prompts):
            replies.update(zip(batch, self._generated(batch, prompts), strict=True))
        return [
            too_long[need] or merge_completions([replies[call] for call in _calls(need)]) for need in needs
        ]

    def _encoded(self, prompt: str) -> list[int]:
        if not self._chat:
            return list(self._tokenizer(prompt)["input_ids"])
        return list(self._tokenizer(self._templated(prompt), add_special_tokens=False)["input_ids"])

    def _templated(self, prompt: str) -> str:
        messages = [{"role": "user", "content": prompt}]
        return str(self._tokenizer.apply_chat_template(messages, add_generation_prompt=True, tokenize=False))

    def _too_long(self, need: SampleRequest, tokens: int) -> RequestFailed | None:
        most = need.sampling.max_tokens
        if self._most is None or tokens + most <= self._most:
            return None
        return RequestFailed(
            f"the prompt has {tokens} tokens and its reply may have {most}: the model holds {self._most}"
        )

    def _batches(self, calls: list[_Call], prompts: dict[str, list[int]]) -> list[list[_Call]]:
        """Return calls of the same sampling, the longest prompts first: if memory lacks, it does at once."""

        def settings(call: _Call) -> tuple[float, float, int]:
            return call.sampling.temperature, call.sampling.top_p, call.sampling.max_tokens

        calls = sorted(calls, key=lambda call: (settings(call), -len(prompts[call.prompt])))
        size = self._batch_size
        out = []
        for _, group in groupby(calls, settings):
            own = list(group)
            out += [own[start : start + size] for start in range(0, len(own), size)]
        return out

    def _generated(self, batch: list[_Call], prompts: dict[str, list[int]]) -> list[tuple[str, Usage]]:
        """Return the text of each reply, and what it took."""
        start = time.perf_counter()
        ids = [prompts[call.prompt] for call in batch]
        seeds = [call.seed for call in batch]
        done = generate(self._model, ids, seeds, batch[0].sampling, self._stops)
        seconds = (time.perf_counter() - start) / len(batch)
        return [
            (self._text(one), Usage(1, 0, len(prompt), len(one.ids), None, seconds))
            for prompt, one in zip(ids, done, strict=True)
        ]

    def _text(self, one: GeneratedBatch) -> str:
        """Return a reply, with the mark before it by which the template has begun the reasoning."""
        text = self._opened + str(self._tokenizer.decode(one.ids, skip_special_tokens=True))
        if one.truncated:
            self._cut.add(text)
        return text
