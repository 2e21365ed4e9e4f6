"""Answers requests: samples by calls of models, executions by the sandbox."""

from __future__ import annotations

import asyncio
import copy
import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

from ses_plugin.adapters.litellm.client import ModelClient, ModelCompletion
from ses_plugin.adapters.litellm.models import CallSettings, ModelConfig, ModelRoles
from ses_plugin.drivers.pacing import CallPacer
from ses_plugin.drivers.runners import expand_sample, merge_completions
from ses_plugin.execution import Sandbox, shared_sandbox
from ses_plugin.files.reading import find_lone_surrogate
from ses_plugin.response_cache import ResponseCache
from ses_plugin.strategies import (
    ExecuteRequest,
    Request,
    RequestFailed,
    Response,
    Role,
    SampleRequest,
    SamplingParams,
)
from ses_plugin.types.program import ExecutionResult
from ses_plugin.usage.limits import SpendingLimit
from ses_plugin.usage.usage import EXECUTE, RoleUsage, Usage, UsageTracker, sum_usage

_KEPT = {one.name for one in fields(ModelCompletion)}
"""What is taken from a record: one that was kept by another version may have more."""


@dataclass(frozen=True, slots=True)
class _Call:
    """One reply that is wanted. Greedy ones have no seed and no number: they are the same."""

    role: Role
    model: ModelConfig
    prompt: str
    sampling: SamplingParams
    seed: int | None
    index: int
    request: str

    def cache_key(self, address: str | None) -> dict[str, Any]:
        """Return all that the reply of the model at `address` depends on, as plain data."""
        return {
            "model": self.model.name,
            "api_base": address,
            "prompt": self.prompt,
            **asdict(self.sampling),
            "seed": self.seed,
            "index": self.index,
            **({"request": self.request} if self.request else {}),
        }

    def not_sendable(self) -> str:
        """Return why no server can take it, "" if one can: else the error would be blamed on the server."""
        escaped = self.request if "\\ud" in self.request.lower() else ""
        why = find_lone_surrogate(
            json.dumps(json.loads(escaped), ensure_ascii=False) if escaped else self.prompt
        )
        return why and f"the prompt is not sent, since it is no text: {why}"


class LiteLLMBackend:
    """An `AsyncBackend`: all requests of a round at a time, within `calling.concurrency`.

    Each reply goes into `record` as it comes, and one that is there already is not requested again. A request
    some of whose calls failed has empty texts in their places; if all failed it gets `RequestFailed`. A call
    that could exceed the spending limit (`allowance`) is not made and has failed. `usage` is kept up to date;
    so are `server_usage`, the sum of what the servers have counted, and `truncated`, the replies that ended
    at the token limit.

    Raises UsageError for an invalid set-up: see `ModelClient.complete`.
    """

    def __init__(
        self,
        models: ModelRoles,
        calling: CallSettings | None = None,
        *,
        record: ResponseCache | None = None,
        sandbox: Sandbox | None = None,
        allowance: SpendingLimit | None = None,
    ) -> None:
        self.usage = UsageTracker()
        self.server_usage: dict[str, Any] = {}
        self.truncated: set[str] = set()
        self.spending_limit = allowance or SpendingLimit()
        self._models, self._calling = models, calling or CallSettings()
        self.cache, self._sandbox = record, sandbox
        self._free = asyncio.Semaphore(self._calling.concurrency)
        self._turns = CallPacer()
        roles = (models.of(role) for role in Role)
        self._clients = {model: ModelClient(model, self._calling) for model in dict.fromkeys(roles)}
        if self.spending_limit.limits.cost is not None:
            for client in self._clients.values():
                client.require_price()

    def for_one(self) -> LiteLLMBackend:
        """Return a backend that shares all with this one, its bounds too, and has a `usage` of its own."""
        other = copy.copy(self)
        other.usage, other.server_usage, other.truncated = UsageTracker(), {}, set()
        return other

    def last_error(self, role: Role) -> Exception | None:
        """Return what LiteLLM raised for the last call of `role` that failed, None if none did."""
        return self._clients[self._models.of(role)].last_error

    async def __call__(self, needs: Sequence[Request]) -> list[Response]:
        """Answer a round."""
        self.usage.rounds += 1
        wanted = [self._calls(need) if isinstance(need, SampleRequest) else [need] for need in needs]
        once = dict.fromkeys(one for ones in wanted for one in ones)
        tasks = {one: asyncio.create_task(self._answer(one)) for one in once}
        try:
            await asyncio.gather(*tasks.values())
        except BaseException:
            for task in tasks.values():
                task.cancel()
            await asyncio.gather(*tasks.values(), return_exceptions=True)
            raise
        return [_reply([tasks[one].result() for one in ones]) for ones in wanted]

    def _calls(self, need: SampleRequest) -> list[_Call | ExecuteRequest]:
        model = self._models.of(need.role)
        return [
            _Call(need.role, model, need.prompt, need.sampling, seed, index, need.chat_request)
            for seed, index in expand_sample(need)
        ]

    async def _answer(
        self, wanted: _Call | ExecuteRequest
    ) -> ModelCompletion | RequestFailed | ExecutionResult:
        return await (self._run(wanted) if isinstance(wanted, ExecuteRequest) else self._reply(wanted))

    async def _run(self, need: ExecuteRequest) -> ExecutionResult:
        passed = self.usage.of(EXECUTE)
        passed.requested += 1
        started = time.perf_counter()
        ran = await (self._sandbox or shared_sandbox()).arun(
            need.program, need.input, need.limits, scale=True
        )
        passed.usage += Usage(calls=1, seconds=time.perf_counter() - started)
        return ran

    async def _reply(self, call: _Call) -> ModelCompletion | RequestFailed:
        passed = self.usage.of(call.role)
        passed.requested += 1
        if why := call.not_sendable():
            return self._failed(RequestFailed(f"{call.model.name}: {why}", retryable=False), passed)
        asked = self._asked(call)
        if known := self._known(asked, passed):
            return known
        async with self._free:
            if self.cache is None:
                return await self._allowed(call, passed)
            async with self.cache.lock(asked):
                # Another flow or another process may have asked the same meanwhile.
                return self._known(asked, passed) or await self._allowed(call, passed)

    def _asked(self, call: _Call) -> dict[str, Any]:
        return call.cache_key(self._clients[call.model].address)

    def _known(self, asked: Mapping[str, Any], passed: RoleUsage) -> ModelCompletion | None:
        """Return the answer if it is recorded."""
        row = self.cache.get(asked) if self.cache else None
        if row is None:
            return None
        known = ModelCompletion(**{name: value for name, value in row.items() if name in _KEPT})
        passed.cache_hits += 1
        passed.cached_usage += known.usage
        self.spending_limit.add(known.usage)
        return known

    async def _allowed(self, call: _Call, passed: RoleUsage) -> ModelCompletion | RequestFailed:
        """Make the call if the spending limit admits it."""
        client = self._clients[call.model]
        most = client.maximum_usage(call.prompt, call.sampling, call.request)
        if not await self.spending_limit.reserve(most):
            return self._failed(
                RequestFailed(f"the limit of {self.spending_limit.exhausted} is reached", True), passed
            )
        took = Usage()
        try:
            if self.cache:  # what was paid for is on disk before more is asked for
                await self._turns.wait()
            done = await client.complete(call.prompt, call.sampling, call.seed, call.request)
            if isinstance(done, RequestFailed):
                return self._failed(done, passed)
            if self.cache:
                self.cache.put(self._asked(call), asdict(done))
            took = done.usage
        finally:
            await self.spending_limit.settle(most, took)
        passed.truncated += done.truncated
        self.server_usage = sum_usage([self.server_usage, done.server_usage])
        self.truncated |= {done.text} if done.truncated else set()
        passed.usage += took
        return done

    def _failed(self, failed: RequestFailed, passed: RoleUsage) -> RequestFailed:
        passed.usage += Usage(failed=1)
        passed.retryable_failures += failed.retryable
        self.usage.last_failure = failed.reason
        return failed


def _reply(answers: Sequence[ModelCompletion | RequestFailed | ExecutionResult]) -> Response:
    """Return the response to a request from its run or its calls."""
    (first, *_) = answers
    if isinstance(first, ExecutionResult):
        return first
    replies = [(one.text, one.usage) if isinstance(one, ModelCompletion) else None for one in answers]
    if any(replies):
        return merge_completions(replies)
    return next(answer for answer in answers if isinstance(answer, RequestFailed))
