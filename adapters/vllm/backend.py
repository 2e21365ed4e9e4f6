"""A backend of vLLM engines in this process, for `run_lockstep`: a round is one batch of each engine."""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import partial
from typing import Any

from ses_plugin.drivers.answering import Answerer, answered
from ses_plugin.execution.needs import executed
from ses_plugin.parsing import opened_by
from ses_plugin.strategies.flow import Execute, Need, Reply, Role, Sample, Texts


class VllmBackend:
    """Answers rounds with `vllm.LLM` objects, which keep their weights and their prefix cache in between.

    `simulator` is the engine for predictions, None for the same one. With `chat` prompts go through the
    engine's chat template. A prompt has what repeats first (instructions, program, then the input), and
    a round keeps a program's prompts together, so that vLLM's prefix cache serves them.
    """

    def __init__(self, engine: Any, simulator: Any = None, *, chat: bool = True) -> None:
        self._chat = chat
        self._others: Answerer = partial(self._sampled, engine)
        same = simulator is None or simulator is engine
        self._simulate = self._others if same else partial(self._sampled, simulator)

    def __call__(self, needs: Sequence[Need]) -> list[Reply]:
        """Answer all needs of a round, in order."""
        return answered(needs, self._answerer)

    def _answerer(self, need: Need) -> Answerer:
        if isinstance(need, Execute):
            return executed
        return self._simulate if need.role is Role.SIMULATE else self._others

    def _sampled(self, engine: Any, needs: Sequence[Sample]) -> list[Reply]:
        start = time.perf_counter()
        settings = [_settings(need) for need in needs]
        if self._chat:
            prompts = [[{"role": "user", "content": need.prompt}] for need in needs]
            answers = engine.chat(prompts, settings, use_tqdm=False)
        else:
            answers = engine.generate([need.prompt for need in needs], settings, use_tqdm=False)
        seconds = (time.perf_counter() - start) / sum(need.n for need in needs)
        return [_reply(need, answer, seconds) for need, answer in zip(needs, answers, strict=True)]


def _settings(need: Sample) -> Any:
    from vllm import SamplingParams

    sampling = need.sampling
    drawn = {"top_p": sampling.top_p, "seed": need.seed} if sampling.temperature > 0 else {}
    return SamplingParams(n=need.n, temperature=sampling.temperature, max_tokens=sampling.max_tokens, **drawn)


def _reply(need: Sample, answer: Any, seconds: float) -> Texts:
    opened = opened_by(getattr(answer, "prompt", None) or "")  # a chat template may have begun the reasoning
    texts = tuple(opened + output.text for output in answer.outputs)
    tokens = tuple(len(output.token_ids) for output in answer.outputs)
    return Texts(texts, len(answer.prompt_token_ids), tokens, seconds=seconds * need.n)
