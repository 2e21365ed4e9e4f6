"""vLLM in this process: a backend for `run_lockstep`, where a round is one batch of each engine."""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import partial
from typing import Any

from ses_plugin.drivers import Handler, dispatch_round, execute_all
from ses_plugin.extraction import reasoning_mark_opened_by
from ses_plugin.strategies.flow import Completions, ExecuteRequest, Request, Response, Role, SampleRequest


class VllmBackend:
    """Answers rounds with `vllm.LLM` engines in this process.

    A prompt begins with the parts that repeat (instructions, program, then the input), and a round has a
    program's prompts in sequence, so that vLLM's prefix cache serves them.

    Args:
        engine: A `vllm.LLM`.
        simulator: The engine for predictions; None for the same one.
        chat: Whether prompts are rendered by the engine's chat template.

    Example:
        backend = VllmBackend(vllm.LLM("Qwen/Qwen2.5-Coder-7B-Instruct"))
        results = run_lockstep([self_verify(problem, SelfVerify()) for problem in problems], backend)
    """

    def __init__(self, engine: Any, simulator: Any = None, *, chat: bool = True) -> None:
        self._chat = chat
        self._solve: Handler = partial(self._answer, engine)
        same = simulator is None or simulator is engine
        self._simulate = self._solve if same else partial(self._answer, simulator)

    def __call__(self, requests: Sequence[Request]) -> list[Response]:
        """Answer all requests of a round, in order."""
        return dispatch_round(requests, self._handler)

    def _handler(self, request: Request) -> Handler:
        if isinstance(request, ExecuteRequest):
            return execute_all
        return self._simulate if request.role is Role.SIMULATE else self._solve

    def _answer(self, engine: Any, requests: Sequence[SampleRequest]) -> list[Response]:
        start = time.perf_counter()
        settings = [_settings(request) for request in requests]
        if self._chat:
            prompts = [[{"role": "user", "content": request.prompt}] for request in requests]
            outputs = engine.chat(prompts, settings, use_tqdm=False)
        else:
            outputs = engine.generate([request.prompt for request in requests], settings, use_tqdm=False)
        seconds = (time.perf_counter() - start) / sum(request.n for request in requests)
        return [_reply(request, output, seconds) for request, output in zip(requests, outputs, strict=True)]


def _settings(request: SampleRequest) -> Any:
    from vllm import SamplingParams

    sampling = request.sampling
    random_settings = {"top_p": sampling.top_p, "seed": request.seed} if sampling.temperature > 0 else {}
    return SamplingParams(
        n=request.n, temperature=sampling.temperature, max_tokens=sampling.max_tokens, **random_settings
    )


def _reply(request: SampleRequest, output: Any, seconds: float) -> Completions:
    # A chat template may have opened the reasoning, which the reply does not repeat.
    reasoning_mark = reasoning_mark_opened_by(getattr(output, "prompt", None) or "")
    texts = tuple(reasoning_mark + completion.text for completion in output.outputs)
    tokens = tuple(len(completion.token_ids) for completion in output.outputs)
    return Completions(texts, len(output.prompt_token_ids), tokens, seconds=seconds * request.n)
