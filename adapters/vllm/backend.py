"""A backend of vLLM engines in this process, for `run_lockstep`: a round is one batch of each engine."""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import partial
from typing import Any

from ses_plugin.drivers.runners import Handler, dispatch_round
from ses_plugin.drivers.sandbox_handler import execute_all
from ses_plugin.extraction import reasoning_mark_opened_by
from ses_plugin.strategies.flow import Completions, ExecuteRequest, Request, Response, Role, SampleRequest


class VllmBackend:
    """Answers rounds with `vllm.LLM` objects, which keep their weights and their prefix cache in between.

    `simulator` is the engine for predictions, None for the same one. With `chat` prompts go through the
    engine's chat template. A prompt has what repeats first (instructions, program, then the input), and
    a round keeps a program's prompts together, so that vLLM's prefix cache serves them.
    """

    def __init__(self, engine: Any, simulator: Any = None, *, chat: bool = True) -> None:
        self._chat = chat
        self._others: Handler = partial(self._sampled, engine)
        same = simulator is None or simulator is engine
        self._simulate = self._others if same else partial(self._sampled, simulator)

    def __call__(self, needs: Sequence[Request]) -> list[Response]:
        """Answer all requests of a round, in order."""
        return dispatch_round(needs, self._answerer)

    def _answerer(self, need: Request) -> Handler:
        if isinstance(need, ExecuteRequest):
            return execute_all
        return self._simulate if need.role is Role.SIMULATE else self._others

    def _sampled(self, engine: Any, needs: Sequence[SampleRequest]) -> list[Response]:
        start = time.perf_counter()
        settings = [_settings(need) for need in needs]
        if self._chat:
            prompts = [[{"role": "user", "content": need.prompt}] for need in needs]
            answers = engine.chat(prompts, settings, use_tqdm=False)
        else:
            answers = engine.generate([need.prompt for need in needs], settings, use_tqdm=False)
        seconds = (time.perf_counter() - start) / sum(need.n for need in needs)
        return [_reply(need, answer, seconds) for need, answer in zip(needs, answers, strict=True)]


def _settings(need: SampleRequest) -> Any:
    from vllm import SamplingParams

    sampling = need.sampling
    drawn = {"top_p": sampling.top_p, "seed": need.seed} if sampling.temperature > 0 else {}
    return SamplingParams(n=need.n, temperature=sampling.temperature, max_tokens=sampling.max_tokens, **drawn)


def _reply(need: SampleRequest, answer: Any, seconds: float) -> Completions:
    opened = reasoning_mark_opened_by(
        getattr(answer, "prompt", None) or ""
    )  # a chat template may have begun the reasoning
    texts = tuple(opened + output.text for output in answer.outputs)
    tokens = tuple(len(output.token_ids) for output in answer.outputs)
    return Completions(texts, len(answer.prompt_token_ids), tokens, seconds=seconds * need.n)
