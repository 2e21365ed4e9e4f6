"""Several rounds inside one lm-eval task: strategies of all problems in lockstep, over any backend.

The request type `ses_rollout` is a method of lm-eval's model classes. It drives one flow for each request;
what all live flows need in a round is one call of `generate_until`, so k candidates of 200 problems are one
batch, and a strategy of four rounds is four calls.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lm_eval.api.instance import Instance
from lm_eval.api.model import LM, CachingLM

from ses_plugin import drivers
from ses_plugin.adapters.lm_eval.batches import ENDED, REQUEST_TYPE, Batches, Given, Second, greedy_question
from ses_plugin.drivers import Recording, run_lockstep
from ses_plugin.drivers.answering import Answerer, answered
from ses_plugin.drivers.traffic import EXECUTE, Traffic
from ses_plugin.errors import UsageError
from ses_plugin.execution.needs import executed
from ses_plugin.metrics.ledger import Spent
from ses_plugin.strategies.accounts import spent
from ses_plugin.strategies.flow import Execute, Flow, Need, Reply, Role, Sample

__all__ = ["REQUEST_TYPE", "Models", "Rollout", "Second", "install"]

Start = Callable[[], Flow[dict[str, Any]]]
"""Makes a flow whose result is plain data: lm-eval logs it as text."""


@dataclass(frozen=True)
class Rollout:
    """What a request carries: a flow, and whether prompts go through the chat template.

    `settings` are those of `--gen_kwargs` that only the model knows, as `top_k`. They, `record` and
    `simulator`, the model that simulates if it is another one, are the same in a whole run.
    """

    start: Start
    chat: bool
    settings: Mapping[str, Any] = field(default_factory=dict)
    record: Path | None = None
    simulator: Second | None = None


def ses_rollout(self: LM, requests: list[Instance]) -> list[str]:
    """Drive the flow of each request to its end; return their results as JSON.

    lm-eval calls this as it calls `generate_until`: it is a method of the model.
    """
    rollouts: list[Rollout] = [request.args[1]["rollout"] for request in requests]
    chat = any(rollout.chat for rollout in rollouts)
    models = Models(self, rollouts[0].simulator, chat, settings=rollouts[0].settings)
    backend: drivers.Backend = models
    if (path := rollouts[0].record) is not None:
        if self.world_size > 1:  # a process that goes on from a recording would not keep up with the others
            raise UsageError(f"--metadata ses_record={path}: give it to a run in one process")
        backend = Recording(backend, path)
    results = run_lockstep([rollout.start() for rollout in rollouts], backend)
    models.end()
    return [json.dumps(result) for result in results]


def install() -> None:
    """Give every lm-eval model the request type; `CachingLM` needs it itself, or it would not cache."""
    for cls in (LM, CachingLM):
        cls.ses_rollout = ses_rollout


class Models:
    """Answers a round: samples by one call of the model they are for, executions by the sandbox's workers.

    `chat`, `given` and `settings` are those of `Batches`; `traffic` is kept up to date.
    """

    def __init__(
        self,
        lm: Any,
        simulator: Second | None,
        chat: bool | None,
        given: Mapping[str, Given] | None = None,
        settings: Mapping[str, Any] | None = None,
    ) -> None:
        self.traffic = Traffic()
        self._first = Batches(lm, chat, given, settings)
        self._second = None if simulator is None else Batches(simulator.load(), chat)

    def __call__(self, needs: Sequence[Need]) -> list[Reply]:
        """Answer all needs of a round, in order."""
        # All models are called: other processes may wait for one that has nothing to ask here.
        replies = answered(needs, self._answerer, [batches.answer for batches in self._all()])
        self._count(needs, replies)
        return replies

    def passed_on(self, requests: list[Instance]) -> list[str]:
        """Answer requests of lm-eval as they are."""
        return self._first.passed_on(requests)

    def end(self) -> None:
        """Keep up with other processes until none of them has anything to ask."""
        for batches in self._all():
            while batches.answer([], ended=True) is not ENDED:
                pass

    def _count(self, needs: Sequence[Need], replies: Sequence[Reply]) -> None:
        self.traffic.rounds += 1
        asked = set()
        for need, reply in zip(needs, replies, strict=True):
            if isinstance(need, Execute):
                passed, took = self.traffic.of(EXECUTE), Spent(calls=1)
            else:
                question = greedy_question(need)
                passed, took = (
                    self.traffic.of(need.role),
                    Spent() if question in asked else spent(need, reply),
                )
                asked |= {question} - {None}
            passed.asked += need.n if isinstance(need, Sample) else 1
            passed.spent += took

    def _all(self) -> list[Batches]:
        return [self._first, *([self._second] if self._second else [])]

    def _answerer(self, need: Need) -> Answerer:
        if isinstance(need, Execute):
            return executed
        return (self._second if self._second and need.role is Role.SIMULATE else self._first).answer
