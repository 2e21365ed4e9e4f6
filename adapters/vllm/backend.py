"""A backend of vLLM engines in this process, for `run_lockstep`: a round is one batch of each engine."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

from ses_plugin.execution.needs import executed
from ses_plugin.strategies.flow import Execute, Need, Reply, Role, Sample, Texts


class VllmBackend:
    """Answers rounds with `vllm.LLM` objects, which keep their weights and their prefix cache in between.

    `simulator` is the engine for predictions, None for the same one. With `chat` prompts go through the
    engine's chat template. A prompt has what repeats first (instructions, program, then the input), and
    a round keeps a program's prompts together, so that vLLM's prefix cache serves them.
    """

    def __init__(self, engine: Any, simulator: Any = None, *, chat: bool = True) -> None:
        self._engine, self._simulator, self._chat = engine, simulator or engine, chat

    def __call__(self, needs: Sequence[Need]) -> list[Reply]:
        """Answer all needs of a round, in order."""
        replies: dict[int, Reply] = {}
        of_engine: dict[int, tuple[Any, list[int]]] = {}
        for number, need in enumerate(needs):
            if isinstance(need, Sample):
                engine = self._simulator if need.role is Role.SIMULATE else self._engine
                of_engine.setdefault(id(engine), (engine, []))[1].append(number)
        for engine, numbers in of_engine.values():
            samples = [need for number in numbers if isinstance(need := needs[number], Sample)]
            replies.update(zip(numbers, self._sampled(engine, samples), strict=True))
        runs = [number for number, need in enumerate(needs) if isinstance(need, Execute)]
        replies.update(zip(runs, executed([n for n in needs if isinstance(n, Execute)]), strict=True))
        return [replies[number] for number in range(len(needs))]

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
    texts = tuple(output.text for output in answer.outputs)
    tokens = tuple(len(output.token_ids) for output in answer.outputs)
    return Texts(texts, len(answer.prompt_token_ids), tokens, seconds=seconds * need.n)
