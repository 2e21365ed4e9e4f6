"""A solver for Inspect: the strategies, by whatever model an evaluation has."""

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
from ses_plugin.usage.usage import EXECUTE, Usage, UsageTracker


@solver  # type: ignore[untyped-decorator]  # mypy does not follow Inspect
def ses(strategy: str = "self-verify", **options: Any) -> Solver:
    """Solve with a strategy; the other options are those of `docs/options.md`, as `k` and `votes`.

    A sample's own options are in its `metadata["ses"]`, as `tests` (the public ones) and `entry_point`. A
    sample that poses no problem, or shows no examples, is the plain model's. How the answer was found is in
    the store, under "ses". Each epoch has seeds of its own. Model roles are `solve`, `simulate`, `fix` and
    `generate_inputs`: the transcript names them, and a model given for one plays it. Raises UsageError for
    invalid options.
    """
    base = parse_solve_options({"strategy": strategy, **options})

    async def solve(state: TaskState, generate: Generate) -> TaskState:
        messages = [{"role": message.role, "content": message.text} for message in state.messages]
        own = (state.metadata or {}).get(FIELD) or {}
        request = parse_request({"messages": messages, FIELD: own, "tools": state.tools or None}, base)
        if isinstance(request, Passthrough):
            state.store.set(FIELD, passthrough_report(request))
            return await generate(state)
        return await _solved(state, request)

    return solve


async def _solved(state: TaskState, posed: SolveRequest) -> TaskState:
    model, options = get_model(), posed.options.repeated(state.epoch - 1)
    simulator = get_model(options.simulator) if options.simulator else model
    backend = _Backend(model, simulator, list(state.messages))
    answer = await arun(replace(posed, options=options).flow(), backend)
    reply = next(iter(answer.replies), "")
    known = backend.outputs.get(reply)
    state.output = known or ModelOutput.from_content(str(model), reply)
    state.messages.append(state.output.message if known else ChatMessageAssistant(content=reply))
    state.store.set(FIELD, build_report(posed, answer, backend.traffic))
    return state


class _Backend:
    """Answers requests by Inspect's models, which retry by themselves: what fails for good fails the sample.

    `outputs` has the first output with each text.
    """

    def __init__(self, model: Model, simulator: Model, messages: list[ChatMessage]) -> None:
        self.traffic = UsageTracker()
        self.outputs: dict[str, ModelOutput] = {}
        players = {role: simulator if role is Role.SIMULATE else model for role in Role}
        self._models = {role: get_model(role=role.value, default=player) for role, player in players.items()}
        self._messages = messages

    async def __call__(self, needs: Sequence[Request]) -> list[Response]:
        self.traffic.rounds += 1
        replies: list[Response] = await collect(*map(self._reply, needs))
        return replies

    async def _reply(self, need: Request) -> Response:
        async with span(f"ses {need.role if isinstance(need, SampleRequest) else EXECUTE}"):
            return await self._answer(need)

    async def _answer(self, need: Request) -> Response:
        if isinstance(need, SampleRequest):
            return Completions(tuple(await collect(*(self._text(need, index) for index in range(need.n)))))
        passed = self.traffic.of(EXECUTE)
        passed.requested += 1
        started = time.perf_counter()
        ran: ExecutionResult = await shared_sandbox().arun(need.program, need.input, need.limits, scale=True)
        passed.usage += Usage(calls=1, seconds=time.perf_counter() - started)
        return ran

    async def _text(self, need: SampleRequest, index: int) -> str:
        passed, sampling = self.traffic.of(need.role), need.sampling
        passed.requested += 1
        config = GenerateConfig(temperature=sampling.temperature, max_tokens=sampling.max_tokens)
        if sampling.temperature > 0:
            config.seed = need.seed + index
            config.top_p = sampling.top_p if sampling.top_p < 1 else None
        model = self._models[need.role]
        asked = self._messages if need.chat_request else [ChatMessageUser(content=need.prompt)]
        output = await model.generate(asked, config=config)
        usage = output.usage
        passed.truncated += output.stop_reason == "max_tokens"
        passed.usage += Usage(
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
