"""Runs strategies inside an lm-eval task: the flows of all problems in lockstep, on any lm-eval model.

The request type `ses_run_strategy` is a method that is added to lm-eval's model classes. It drives one flow
for each request. The requests of all flows in a round are one call of `generate_until`: k candidates of 200
problems are one batch, and a strategy of four rounds is four calls.
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
from ses_plugin.drivers import Handler, dispatch_round, execute_all, run_lockstep
from ses_plugin.errors import UsageError
from ses_plugin.service.samples import SolvingSample
from ses_plugin.strategies.flow import ExecuteRequest, Flow, Request, Response, Role, SampleRequest
from ses_plugin.transcript import RecordingBackend
from ses_plugin.usage import EXECUTE, Usage, UsageTracker, usage_of

__all__ = [
    "STRATEGY_REQUEST_TYPE",
    "RoundBackend",
    "SimulatorModel",
    "StrategyRequest",
    "install_strategy_requests",
    "simulator_model",
]

FlowFactory = Callable[[], Flow[SolvingSample]]
"""Returns a new flow. Its result is plain data, which lm-eval logs as text."""

STRATEGY_REQUEST = "strategy_request"
"""The key of the `StrategyRequest` in the arguments of an lm-eval request."""


@dataclass(frozen=True)
class StrategyRequest:
    """The request to run a strategy on one problem.

    All attributes but `make_flow` and `judge` are equal for all requests of a run.

    Attributes:
        make_flow: Returns the flow.
        judge: Adds the execution results of the programs to the flow's result.
        chat: Whether prompts are rendered by the chat template.
        settings: The settings of `--gen_kwargs` that only the model uses, such as `top_k`.
        record: The file of the recording, if there is one.
        simulator: The model for predictions, if it is another one.
    """

    make_flow: FlowFactory
    judge: Callable[[SolvingSample], SolvingSample]
    chat: bool
    settings: Mapping[str, Any] = field(default_factory=dict)
    record: Path | None = None
    simulator: SimulatorModel | None = None


def simulator_model(options: RunOptions) -> SimulatorModel | None:
    """Return the model for predictions; None if it is the one that solves."""
    name = options.solving.simulator
    return None if name is None else SimulatorModel(name, options.simulator_args)


def ses_run_strategy(self: LM, requests: list[Instance]) -> list[str]:
    """Run the strategy of each request; return the results as JSON.

    lm-eval calls this method of the model as it calls `generate_until`.
    """
    runs: list[StrategyRequest] = [request.args[1][STRATEGY_REQUEST] for request in requests]
    chat = any(run.chat for run in runs)
    models = RoundBackend(self, runs[0].simulator, chat, settings=runs[0].settings)
    backend: drivers.Backend = models
    if (path := runs[0].record) is not None:
        if self.world_size > 1:  # a process that replays would make fewer calls than the others
            raise UsageError(
                f"--metadata ses_record={path}: only a run in one process can be recorded; leave it out"
            )
        backend = RecordingBackend(backend, path)
    results = run_lockstep([run.make_flow() for run in runs], backend)
    models.finish()
    return [json.dumps(run.judge(result)) for run, result in zip(runs, results, strict=True)]


def install_strategy_requests() -> None:
    """Add the request type to every lm-eval model; without its own method `CachingLM` would not cache."""
    for model_class in (LM, CachingLM):
        model_class.ses_run_strategy = ses_run_strategy


class RoundBackend:
    """Answers a round: samples by one call of each model, executions by the workers of the sandbox.

    `chat`, `raw_requests` and `settings` are those of `BatchedModel`. `tracker` counts the usage.
    """

    def __init__(
        self,
        lm: Any,
        simulator: SimulatorModel | None,
        chat: bool | None,
        raw_requests: Mapping[str, RawRequest] | None = None,
        settings: Mapping[str, Any] | None = None,
    ) -> None:
        self.tracker = UsageTracker()
        self._model = BatchedModel(lm, chat, raw_requests, settings)
        self._simulator = None if simulator is None else BatchedModel(simulator.load(), chat)

    def __call__(self, requests: Sequence[Request]) -> list[Response]:
        """Answer all requests of a round, in order."""
        # Every model is called in every round: another process may be waiting for it.
        responses = dispatch_round(requests, self._handler, [model.answer for model in self._all()])
        self._count(requests, responses)
        return responses

    def forward(self, requests: list[Instance]) -> list[str]:
        """Answer lm-eval's requests unchanged."""
        return self._model.forward(requests)

    def finish(self) -> None:
        """Take part in the rounds of other processes until all have finished."""
        for model in self._all():
            while model.answer([], finished=True) is not ALL_FINISHED:
                pass

    def _count(self, requests: Sequence[Request], responses: Sequence[Response]) -> None:
        self.tracker.rounds += 1
        counted = set()
        for request, response in zip(requests, responses, strict=True):
            if isinstance(request, ExecuteRequest):
                counts, usage = self.tracker.of(EXECUTE), Usage(calls=1)
            else:
                key = greedy_key(request)
                counts = self.tracker.of(request.role)
                usage = Usage() if key in counted else usage_of(request, response)
                counted |= {key} - {None}
            counts.requested += request.n if isinstance(request, SampleRequest) else 1
            counts.usage += usage

    def _all(self) -> list[BatchedModel]:
        return [self._model, *([self._simulator] if self._simulator else [])]

    def _handler(self, request: Request) -> Handler:
        if isinstance(request, ExecuteRequest):
            return execute_all
        return (self._simulator if self._simulator and request.role is Role.SIMULATE else self._model).answer
