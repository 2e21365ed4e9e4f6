"""Several rounds inside one lm-eval task: strategies of all problems in lockstep, over any backend.

The request type `ses_rollout` is a method of lm-eval's model classes. It drives one flow for each request;
what all running flows request in a round is one call of `generate_until`, so k candidates of 200 problems are
one batch, and a strategy of four rounds is four calls.
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
from ses_plugin.adapters.lm_eval.options import RunOptions
from ses_plugin.adapters.lm_eval.round_batching import (
    ALL_FINISHED,
    STRATEGY_REQUEST_TYPE,
    BatchedModel,
    RawRequest,
    SimulatorModel,
    greedy_key,
)
from ses_plugin.drivers import RecordingBackend, run_lockstep
from ses_plugin.drivers.runners import Handler, dispatch_round
from ses_plugin.drivers.sandbox_handler import execute_all
from ses_plugin.errors import UsageError
from ses_plugin.service.samples import SolvingSample
from ses_plugin.strategies.flow import ExecuteRequest, Flow, Request, Response, Role, SampleRequest
from ses_plugin.usage.limits import usage_of
from ses_plugin.usage.usage import EXECUTE, Usage, UsageTracker

__all__ = [
    "STRATEGY_REQUEST_TYPE",
    "RoundBackend",
    "SimulatorModel",
    "StrategyRequest",
    "install_strategy_requests",
    "simulator_model",
]

FlowFactory = Callable[[], Flow[SolvingSample]]
"""Makes a flow whose result is plain data: lm-eval logs it as text."""


@dataclass(frozen=True)
class StrategyRequest:
    """What a request carries: a flow, and whether prompts go through the chat template.

    `judge` completes the flow's result with what the programs really do. `settings` are those of
    `--gen_kwargs` that only the model knows, as `top_k`. They, `record` and `simulator`, the model that
    simulates if it is another one, are the same in a whole run.
    """

    make_flow: FlowFactory
    judge: Callable[[SolvingSample], SolvingSample]
    chat: bool
    settings: Mapping[str, Any] = field(default_factory=dict)
    record: Path | None = None
    simulator: SimulatorModel | None = None


def simulator_model(options: RunOptions) -> SimulatorModel | None:
    """Return the other model that predicts, None if there is none."""
    name = options.solving.simulator
    return None if name is None else SimulatorModel(name, options.simulator_args)


def ses_rollout(self: LM, requests: list[Instance]) -> list[str]:
    """Drive the flow of each request to its end; return their results as JSON.

    lm-eval calls this as it calls `generate_until`: it is a method of the model.
    """
    rollouts: list[StrategyRequest] = [request.args[1]["rollout"] for request in requests]
    chat = any(rollout.chat for rollout in rollouts)
    models = RoundBackend(self, rollouts[0].simulator, chat, settings=rollouts[0].settings)
    backend: drivers.Backend = models
    if (path := rollouts[0].record) is not None:
        if self.world_size > 1:  # a process that goes on from a recording would not keep up with the others
            raise UsageError(f"--metadata ses_record={path}: give it to a run in one process")
        backend = RecordingBackend(backend, path)
    results = run_lockstep([rollout.make_flow() for rollout in rollouts], backend)
    models.finish()
    return [json.dumps(one.judge(result)) for one, result in zip(rollouts, results, strict=True)]


def install_strategy_requests() -> None:
    """Give every lm-eval model the request type; `CachingLM` needs it itself, or it would not cache."""
    for cls in (LM, CachingLM):
        cls.ses_rollout = ses_rollout


class RoundBackend:
    """Answers a round: samples by one call of the model they are for, executions by the sandbox's workers.

    `chat`, `given` and `settings` are those of `BatchedModel`; `traffic` is kept up to date.
    """

    def __init__(
        self,
        lm: Any,
        simulator: SimulatorModel | None,
        chat: bool | None,
        given: Mapping[str, RawRequest] | None = None,
        settings: Mapping[str, Any] | None = None,
    ) -> None:
        self.traffic = UsageTracker()
        self._first = BatchedModel(lm, chat, given, settings)
        self._second = None if simulator is None else BatchedModel(simulator.load(), chat)

    def __call__(self, needs: Sequence[Request]) -> list[Response]:
        """Answer all requests of a round, in order."""
        # All models are called: other processes may wait for one that has nothing to ask here.
        replies = dispatch_round(needs, self._handler, [batches.answer for batches in self._all()])
        self._count(needs, replies)
        return replies

    def forward(self, requests: list[Instance]) -> list[str]:
        """Answer requests of lm-eval as they are."""
        return self._first.forward(requests)

    def finish(self) -> None:
        """Keep up with other processes until none of them has anything to ask."""
        for batches in self._all():
            while batches.answer([], ended=True) is not ALL_FINISHED:
                pass

    def _count(self, needs: Sequence[Request], replies: Sequence[Response]) -> None:
        self.traffic.rounds += 1
        asked = set()
        for need, reply in zip(needs, replies, strict=True):
            if isinstance(need, ExecuteRequest):
                passed, took = self.traffic.of(EXECUTE), Usage(calls=1)
            else:
                question = greedy_key(need)
                passed, took = (
                    self.traffic.of(need.role),
                    Usage() if question in asked else usage_of(need, reply),
                )
                asked |= {question} - {None}
            passed.requested += need.n if isinstance(need, SampleRequest) else 1
            passed.usage += took

    def _all(self) -> list[BatchedModel]:
        return [self._first, *([self._second] if self._second else [])]

    def _handler(self, need: Request) -> Handler:
        if isinstance(need, ExecuteRequest):
            return execute_all
        return (self._second if self._second and need.role is Role.SIMULATE else self._first).answer
