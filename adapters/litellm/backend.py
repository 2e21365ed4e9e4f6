"""A backend for strategies: model replies through LiteLLM, program runs through the sandbox.

Replies come from the response cache if it has them. New calls are bounded by the concurrency and the
spending limit of the run.
"""

from __future__ import annotations

import asyncio
import copy
import json
import logging
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

from ses_plugin.adapters.litellm.client import ModelClient, ModelCompletion
from ses_plugin.adapters.litellm.models import CallSettings, ModelConfig, ModelRoles
from ses_plugin.drivers import CallResponse, answer_by_calls, arun_request, expand_sample
from ses_plugin.execution import Sandbox
from ses_plugin.files import find_lone_surrogate
from ses_plugin.response_cache import ResponseCache
from ses_plugin.strategies import ExecuteRequest, Request, RequestFailed, Response, Role, SamplingParams
from ses_plugin.types.program import ExecutionResult
from ses_plugin.usage import EXECUTE, RoleUsage, SpendingLimit, Usage, UsageTracker, fill_unknown, sum_usage

_log = logging.getLogger(__name__)

_CACHED_FIELDS = {field.name for field in fields(ModelCompletion)}
"""The fields that are read from the cache: another version of this package may have stored more."""

_QUIET_TURNS = 6
"""Turns of the event loop without work, one after another: a reply goes through several before it is read."""

_QUIET_TURN_S = 0.0005
"""A turn of the event loop that takes longer did some work."""

_MAX_PACING_S = 2.0
"""After this time a call begins in any case: something else may keep the event loop busy for ever."""


@dataclass(frozen=True, slots=True)
class _Call:
    """One call of a model. Greedy calls have no seed and the index 0, so that equal ones compare equal."""

    role: Role
    model: ModelConfig
    prompt: str
    sampling: SamplingParams
    seed: int | None
    index: int
    chat_request: str

    def cache_key(self, address: str | None) -> dict[str, Any]:
        """Return everything that the reply of the model at `address` depends on, as plain data."""
        return {
            "model": self.model.name,
            "api_base": address,
            "prompt": self.prompt,
            **asdict(self.sampling),
            "seed": self.seed,
            "index": self.index,
            **({"request": self.chat_request} if self.chat_request else {}),
        }

    def invalid_text(self) -> str | None:
        """Return why the prompt can't be encoded, None if it can.

        LiteLLM would report it as an error of the server.
        """
        text = self.prompt
        if "\\ud" in self.chat_request.lower():  # a surrogate, escaped in JSON
            text = json.dumps(json.loads(self.chat_request), ensure_ascii=False)
        reason = find_lone_surrogate(text)
        return f"the prompt is not sent, since it is no text: {reason}" if reason else None


class CallPacer:
    """Starts the calls of one event loop one after another, and none while replies wait to be read.

    LiteLLM takes milliseconds of CPU for each request and each reply. Many at once wait for each other, and a
    reply that waits behind requests is lost if the process is killed: paid for, and not on disk.
    """

    def __init__(self) -> None:
        self._lock = asyncio.Lock()

    async def wait(self) -> None:
        """Wait until the event loop has no other work, behind earlier callers."""
        async with self._lock:
            started = now = time.monotonic()
            quiet = 0
            while quiet < _QUIET_TURNS and now - started < _MAX_PACING_S:
                before = now
                await asyncio.sleep(0)
                now = time.monotonic()
                quiet = quiet + 1 if now - before < _QUIET_TURN_S else 0


class LiteLLMBackend:
    """An `AsyncBackend` that makes all calls of a round concurrently, within the limits of the run.

    Equal calls of a round are made once. A sample some of whose calls failed has empty texts in their places;
    if all failed, it gets `RequestFailed`.

    Args:
        models: The model of each role.
        settings: Concurrency, time-out and retries of the calls.
        cache: Replies are stored there as they come; a reply that it has is not requested again.
        sandbox: Runs the programs; by default the shared sandbox.
        spending_limit: Calls that could exceed it are not made, and have failed.
        run: The name of the run. With a cache, the replies that earlier backends of the same run used count
            against `spending_limit` from the start, each once. Without a name they count when they are used
            again, which may be after a call that they leave no room for.

    Attributes:
        usage: The usage so far, kept up to date while calls run.
        server_usage: The sum of the usage objects of the servers.
        truncated: The texts of replies that ended at the token limit.

    Raises:
        UsageError: The set-up is wrong, here or at the first call; see `ModelClient.complete`.
    """

    def __init__(  # noqa: PLR0913 - what to call, and options by name
        self,
        models: ModelRoles,
        settings: CallSettings | None = None,
        *,
        cache: ResponseCache | None = None,
        sandbox: Sandbox | None = None,
        spending_limit: SpendingLimit | None = None,
        run: str | None = None,
    ) -> None:
        self.usage = UsageTracker()
        self.server_usage: dict[str, Any] = {}
        self.truncated: set[str] = set()
        self.cache, self._sandbox = cache, sandbox
        self.spending_limit = spending_limit or SpendingLimit()
        self._run_name = run
        if cache and run is not None:
            calls, tokens, cost = cache.spending(run)
            self.spending_limit.add(Usage(calls, completion_tokens=tokens, cost=cost))
        settings = settings or CallSettings()
        self._models = models
        self._semaphore = asyncio.Semaphore(settings.concurrency)
        self._pacer = CallPacer()
        configs = dict.fromkeys(models.of(role) for role in Role)
        self._clients = {config: ModelClient(config, settings) for config in configs}
        if self.spending_limit.budget.cost is not None:
            for client in self._clients.values():
                client.require_price()

    def for_one(self) -> LiteLLMBackend:
        """Return a backend that shares everything with this one, its limits too, but counts by itself."""
        other = copy.copy(self)
        other.usage, other.server_usage, other.truncated = UsageTracker(), {}, set()
        return other

    def last_error(self, role: Role) -> Exception | None:
        """Return what LiteLLM raised for the last failed call of `role`, None if none failed."""
        return self._clients[self._models.of(role)].last_error

    async def __call__(self, requests: Sequence[Request]) -> list[Response]:
        """Answer a round."""
        self.usage.rounds += 1
        return await answer_by_calls(requests, self._calls_of, self._answer)

    def _calls_of(self, request: Request) -> list[_Call | ExecuteRequest]:
        if isinstance(request, ExecuteRequest):
            return [request]
        model = self._models.of(request.role)
        return [
            _Call(request.role, model, request.prompt, request.sampling, seed, index, request.chat_request)
            for seed, index in expand_sample(request)
        ]

    async def _answer(self, call: _Call | ExecuteRequest) -> CallResponse:
        if isinstance(call, ExecuteRequest):
            return await self._run(call)
        result = await self._complete(call)
        return (result.text, result.usage) if isinstance(result, ModelCompletion) else result

    async def _run(self, request: ExecuteRequest) -> ExecutionResult:
        role_usage = self.usage.of(EXECUTE)
        role_usage.requested += 1
        started = time.perf_counter()
        result = await arun_request(request, self._sandbox)
        role_usage.usage += Usage(calls=1, seconds=time.perf_counter() - started)
        return result

    async def _complete(self, call: _Call) -> ModelCompletion | RequestFailed:
        """Return the reply to a call: from the cache, or else from the model."""
        role_usage = self.usage.of(call.role)
        role_usage.requested += 1
        if reason := call.invalid_text():
            return self._fail(RequestFailed(f"{call.model.name}: {reason}", retryable=False), role_usage)
        key = call.cache_key(self._clients[call.model].address)
        if cached := self._from_cache(key, role_usage):
            return cached
        async with self._semaphore:
            if self.cache is None:
                return await self._call_model(call, key, role_usage)
            async with self.cache.lock(key):
                # Another flow or another process may have made the same call meanwhile.
                return self._from_cache(key, role_usage) or await self._call_model(call, key, role_usage)

    def _from_cache(self, key: Mapping[str, Any], role_usage: RoleUsage) -> ModelCompletion | None:
        row = self.cache.get(key) if self.cache else None
        if row is None:
            return None
        completion = ModelCompletion(**{name: row[name] for name in row.keys() & _CACHED_FIELDS})
        role_usage.cache_hits += 1
        role_usage.cached_usage += completion.usage
        if self._record_spending(key, fill_unknown(completion.usage, Usage())):
            self.spending_limit.add(completion.usage)
        return completion

    def _record_spending(self, key: Mapping[str, Any], usage: Usage) -> bool:
        """Record a reply's usage for later repetitions of this run; return False if it counts already."""
        if self.cache is None or self._run_name is None:
            return True
        return self.cache.record_spending(
            self._run_name, key, usage.completion_tokens or 0, usage.cost or 0.0
        )

    async def _call_model(
        self, call: _Call, key: Mapping[str, Any], role_usage: RoleUsage
    ) -> ModelCompletion | RequestFailed:
        """Make the call if the spending limit admits it, and store the reply."""
        client = self._clients[call.model]
        maximum = client.maximum_usage(call.prompt, call.sampling, call.chat_request)
        if not await self.spending_limit.reserve(maximum):
            reason = f"the limit of {self.spending_limit.exhausted} is reached"
            return self._fail(RequestFailed(reason, retryable=True), role_usage)
        usage = Usage()
        try:
            if self.cache:  # replies that were paid for are stored before the next call begins
                await self._pacer.wait()
            completion = await client.complete(call.prompt, call.sampling, call.seed, call.chat_request)
            if isinstance(completion, RequestFailed):
                return self._fail(completion, role_usage)
            if self.cache:
                # Recorded first: a kill between the two may count a reply that is lost, but never miss one.
                self._record_spending(key, fill_unknown(completion.usage, maximum))
                self.cache.put(key, asdict(completion))
            usage = completion.usage
        finally:
            await self.spending_limit.settle(maximum, usage)
        role_usage.truncated += completion.truncated
        self.server_usage = sum_usage([self.server_usage, completion.server_usage])
        self.truncated |= {completion.text} if completion.truncated else set()
        role_usage.usage += usage
        return completion

    def _fail(self, failure: RequestFailed, role_usage: RoleUsage) -> RequestFailed:
        role_usage.usage += Usage(failed=1)
        role_usage.retryable_failures += failure.retryable
        self.usage.last_failure = failure.reason
        return failure
