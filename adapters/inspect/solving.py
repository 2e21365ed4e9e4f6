"""A solver for Inspect: runs the strategies with the models of an evaluation."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from inspect_ai.model import (
    ChatMessage,
    ChatMessageAssistant,
    ChatMessageUser,
    GenerateConfig,
    Model,
    ModelOutput,
    get_model,
)
from inspect_ai.solver import Generate, Solver, TaskState, solver
from inspect_ai.util import collect, span

from ses_plugin.drivers import arun
from ses_plugin.execution import shared_sandbox
from ses_plugin.service.options import parse_solve_options
from ses_plugin.service.report import FIELD, build_report, passthrough_report
from ses_plugin.service.request import Passthrough, SolveRequest, parse_request
from ses_plugin.strategies import Completions, Request, Response, Role, SampleRequest
from ses_plugin.types.program import ExecutionResult
from ses_plugin.usage import EXECUTE, Usage, UsageTracker


@solver  # type: ignore[untyped-decorator]  # mypy does not follow Inspect
def ses(strategy: str = "self-verify", **options: Any) -> Solver:
    """Solve samples with a strategy.

    A sample's `metadata["ses"]` may have its options, such as `tests` (the public tests) and `entry_point`. A
    sample without a problem or without examples is answered by the plain model. The report on an answer is in
    the store under "ses". Each epoch has different seeds. The model roles are `solve`, `simulate`, `fix` and
    `generate_inputs`: the transcript names them, and each may be assigned to another model.

    Args:
        strategy: The name of the strategy.
        options: The other options of `docs/options.md`, such as `k` and `votes`.

    Raises:
        UsageError: An option is invalid.

    Example:
        inspect eval task.py --solver ses_plugin/ses -S k=8
    """
    base = parse_solve_options({"strategy": strategy, **options})

    async def solve(state: TaskState, generate: Generate) -> TaskState:
        messages = [{"role": message.role, "content": message.text} for message in state.messages]
        sample_options = (state.metadata or {}).get(FIELD) or {}
        request = parse_request(
            {"messages": messages, FIELD: sample_options, "tools": state.tools or None}, base
        )
        if isinstance(request, Passthrough):
            state.store.set(FIELD, passthrough_report(request))
            return await generate(state)
        return await _solve_sample(state, request)

    return solve


async def _solve_sample(state: TaskState, solve_request: SolveRequest) -> TaskState:
    model, options = get_model(), solve_request.options.repeated(state.epoch - 1)
    simulator = get_model(options.simulator) if options.simulator else model
    backend = _InspectBackend(model, simulator, list(state.messages))
    response = await arun(replace(solve_request, options=options).flow(), backend)
    reply = next(iter(response.replies), "")
    output = backend.outputs.get(reply)
    state.output = output or ModelOutput.from_content(str(model), reply)
    state.messages.append(state.output.message if output else ChatMessageAssistant(content=reply))
    state.store.set(FIELD, build_report(solve_request, response, backend.tracker))
    return state


class _InspectBackend:
    """Answers requests by Inspect's models. They retry by themselves; their errors fail the sample.

    `outputs` has the first output with each text. `tracker` counts the usage.
    """

    def __init__(self, model: Model, simulator: Model, messages: list[ChatMessage]) -> None:
        self.tracker = UsageTracker()
        self.outputs: dict[str, ModelOutput] = {}
        defaults = {role: simulator if role is Role.SIMULATE else model for role in Role}
        self._models = {
            role: get_model(role=role.value, default=default) for role, default in defaults.items()
        }
        self._messages = messages

    async def __call__(self, requests: Sequence[Request]) -> list[Response]:
        self.tracker.rounds += 1
        responses: list[Response] = await collect(*map(self._answer_in_span, requests))
        return responses

    async def _answer_in_span(self, request: Request) -> Response:
        async with span(f"ses {request.role if isinstance(request, SampleRequest) else EXECUTE}"):
            return await self._answer(request)

    async def _answer(self, request: Request) -> Response:
        if isinstance(request, SampleRequest):
            return Completions(
                tuple(await collect(*(self._sample_text(request, index) for index in range(request.n))))
            )
        counts = self.tracker.of(EXECUTE)
        counts.requested += 1
        started = time.perf_counter()
        execution: ExecutionResult = await shared_sandbox().arun(
            request.program, request.input, request.limits, scale=True
        )
        counts.usage += Usage(calls=1, seconds=time.perf_counter() - started)
        return execution

    async def _sample_text(self, request: SampleRequest, index: int) -> str:
        counts, sampling = self.tracker.of(request.role), request.sampling
        counts.requested += 1
        config = GenerateConfig(temperature=sampling.temperature, max_tokens=sampling.max_tokens)
        if sampling.temperature > 0:
            config.seed = request.seed + index
            config.top_p = sampling.top_p if sampling.top_p < 1 else None
        model = self._models[request.role]
        messages = self._messages if request.chat_request else [ChatMessageUser(content=request.prompt)]
        output = await model.generate(messages, config=config)
        usage = output.usage
        counts.truncated += output.stop_reason == "max_tokens"
        counts.usage += Usage(
            1,
            0,
            usage and usage.total_tokens - usage.output_tokens,
            usage and usage.output_tokens,
            usage and usage.total_cost,
            output.time,
        )
        text: str = output.completion
        self.outputs.setdefault(text, output)
        return text
