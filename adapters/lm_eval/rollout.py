"""Several rounds inside one lm-eval task: strategies of all problems in lockstep, over any backend.

The request type `ses_rollout` is a method of lm-eval's model classes. It drives one flow for each request;
what all live flows need in a round is one call of `generate_until`, so k candidates of 200 problems are one
batch, and a strategy of four rounds is four calls.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lm_eval.api.instance import Instance
from lm_eval.api.model import LM, CachingLM

from ses_plugin import drivers
from ses_plugin.adapters.lm_eval.sampling import first_seed, is_a
from ses_plugin.drivers import Recording, run_lockstep
from ses_plugin.execution import shared
from ses_plugin.strategies.flow import Execute, Flow, Need, Reply, Sample, Texts

REQUEST_TYPE = "ses_rollout"

Start = Callable[[], Flow[dict[str, Any]]]
"""Makes a flow whose result is plain data: lm-eval logs it as text."""


@dataclass(frozen=True)
class Rollout:
    """What a request carries: a flow, whether prompts go through the chat template, and where to record."""

    start: Start
    chat: bool
    record: Path | None = None


def ses_rollout(self: LM, requests: list[Instance]) -> list[str]:
    """Drive the flow of each request to its end; return their results as JSON.

    lm-eval calls this as it calls `generate_until`: it is a method of the model.
    """
    rollouts: list[Rollout] = [request.args[1]["rollout"] for request in requests]
    chat = any(rollout.chat for rollout in rollouts) or is_a(self, "LocalChatCompletion")
    backend: drivers.Backend = Backend(self, chat)
    if (path := rollouts[0].record) is not None:
        backend = Recording(backend, _of_rank(path, self))
    results = run_lockstep([rollout.start() for rollout in rollouts], backend)
    return [json.dumps(result) for result in results]


def _of_rank(path: Path, lm: Any) -> Path:
    """Return a file of each process's own."""
    return path if lm.world_size == 1 else path.with_name(f"{path.stem}-rank{lm.rank}{path.suffix}")


def install() -> None:
    """Give every lm-eval model the request type; `CachingLM` needs it itself, or it would not cache."""
    for cls in (LM, CachingLM):
        cls.ses_rollout = ses_rollout


class Backend:
    """Answers a round: samples by one call of the model, executions by the sandbox's workers."""

    def __init__(self, lm: Any, chat: bool) -> None:
        self._lm, self._chat = lm, chat
        self._first_seed = first_seed(lm)

    def __call__(self, needs: Sequence[Need]) -> list[Reply]:
        """Answer all needs of a round, in order."""
        samples = [need for need in needs if isinstance(need, Sample)]
        runs = [need for need in needs if isinstance(need, Execute)]
        texts, ran = iter(self._sampled(samples)), iter(_executed(runs))
        return [next(texts) if isinstance(need, Sample) else next(ran) for need in needs]

    def _sampled(self, needs: list[Sample]) -> list[Reply]:
        """Ask for every sample of every need; what is greedy and the same is asked once."""
        calls: dict[tuple[Any, ...], Instance] = {}
        keys = []
        for position, need in enumerate(needs):
            for number in range(need.n):
                greedy = need.sampling.temperature == 0
                key = (need.prompt, need.sampling) if greedy else (position, number)
                keys.append(key)
                if key not in calls:
                    calls[key] = self._call(need, number, len(calls))
        if not calls:  # API backends fail on an empty batch
            return []
        answers = dict(zip(calls, self._lm.generate_until(list(calls.values())), strict=True))
        texts = iter(answers[key] or "" for key in keys)
        return [Texts(tuple(next(texts) for _ in range(need.n))) for need in needs]

    def _call(self, need: Sample, number: int, index: int) -> Instance:
        prompt: Any = need.prompt
        if self._chat:
            prompt = self._lm.apply_chat_template([{"role": "user", "content": prompt}])
        settings: dict[str, Any] = {"until": [], "max_gen_toks": need.sampling.max_tokens, "do_sample": False}
        if need.sampling.temperature > 0:
            settings.update(do_sample=True, temperature=need.sampling.temperature, top_p=need.sampling.top_p)
            if self._first_seed is not None:
                settings["seed"] = self._first_seed + need.seed + number
        return Instance("generate_until", {}, (prompt, settings), index, (REQUEST_TYPE, index, 1))


def _executed(needs: list[Execute]) -> list[Reply]:
    sandbox = shared()
    futures = [sandbox.submit(sandbox.run, need.program, need.text, need.limits) for need in needs]
    return [future.result() for future in futures]
