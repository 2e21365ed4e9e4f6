"""A backend of an OpenAI client, sync or async: each reply is one call of its chat completions.

The client is the caller's, with its own retries, time-outs and headers. Nothing of it is replaced, unlike in
`wrap_openai`.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any
from weakref import WeakKeyDictionary

from openai import APIStatusError, AsyncOpenAI, OpenAI, OpenAIError

from ses_plugin.adapters.openai.endpoints import (
    ChatCompletionsEndpoint,
    ModelCall,
    ServerCompletion,
    parse_body,
)
from ses_plugin.drivers import CallResponse, answer_by_calls, arun_request, expand_sample, run_in_thread
from ses_plugin.errors import UsageError
from ses_plugin.service.provider_differences import RequestedParams, UnsupportedParams, refusal_text
from ses_plugin.strategies import ExecuteRequest, Request, RequestFailed, Response, Role, SampleRequest
from ses_plugin.usage import EXECUTE, Usage, UsageTracker

_UNSUPPORTED: WeakKeyDictionary[Any, UnsupportedParams] = WeakKeyDictionary()
"""What the models of each client have refused so far: a backend may live for one problem only."""

_Work = ModelCall | ExecuteRequest
_ENDPOINT = ChatCompletionsEndpoint()
_REASON = 500
"""How many characters of an error's text are kept."""


class OpenAIBackend:
    """An `AsyncBackend`: all requests of a round at a time, at most `concurrency` calls of models among them.

    `simulator` is the model that predicts, None for the same. Equal calls of a round are made once. A request
    some of whose calls failed has empty texts in their places; if all failed it gets `RequestFailed`.
    Parameters of ours that a server refuses are left out, but not those that are `requested`. `usage` is kept
    up to date; `first_error` is what the client raised for the first call that failed for good.

    Raises UsageError for another kind of client, and for one that `wrap_openai` returned.
    """

    def __init__(
        self,
        client: OpenAI | AsyncOpenAI,
        model: str,
        *,
        simulator: str | None = None,
        requested: RequestedParams | None = None,
        concurrency: int = 16,
    ) -> None:
        if not isinstance(client, OpenAI | AsyncOpenAI):
            raise UsageError(f"client={client!r:.100} is no client; give OpenAI() or AsyncOpenAI()")
        if type(vars(client).get("request")).__module__.startswith("ses_plugin."):
            raise UsageError("this client solves problems itself (wrap_openai); give the plain client")
        self.usage = UsageTracker()
        self.first_error: Exception | None = None
        self._client, self._model, self._simulator = client, model, simulator or model
        self._requested = requested or RequestedParams()
        self._unsupported = _UNSUPPORTED.setdefault(client, UnsupportedParams())
        self._free = asyncio.Semaphore(concurrency)

    async def __call__(self, requests: Sequence[Request]) -> list[Response]:
        """Answer a round."""
        self.usage.rounds += 1
        return await answer_by_calls(requests, self._calls_of, self._answer)

    def _calls_of(self, request: Request) -> list[_Work]:
        if not isinstance(request, SampleRequest):
            return [request]
        model = self._simulator if request.role is Role.SIMULATE else self._model
        return [
            ModelCall(
                request.role, model, request.prompt, request.chat_request, request.sampling, seed, index
            )
            for seed, index in expand_sample(request)
        ]

    async def _answer(self, item: _Work) -> CallResponse:
        role = self.usage.of(EXECUTE if isinstance(item, ExecuteRequest) else item.role)
        role.requested += 1
        started = time.perf_counter()
        if isinstance(item, ExecuteRequest):
            result = await arun_request(item)
            role.usage += Usage(calls=1, seconds=time.perf_counter() - started)
            return result
        async with self._free:
            started = time.perf_counter()
            try:
                completion = await self._complete(item)
            except (OpenAIError, ValueError) as error:  # of JSON that is cut the client raises a ValueError
                role.usage += Usage(failed=1)
                self.first_error = self.first_error or error
                reason = " ".join(f"{item.model}: {type(error).__name__}: {error}".split())[:_REASON]
                self.usage.last_failure = reason
                return RequestFailed(reason)
        role.truncated += completion.truncated
        role.usage += _usage_of(completion, time.perf_counter() - started)
        return completion.text, _usage_of(completion)

    async def _complete(self, call: ModelCall) -> ServerCompletion:
        body = _ENDPOINT.call_body({}, call)
        attempt = self._unsupported.attempt(call.model, body, self._requested)
        while True:
            try:
                row = await self._send(attempt.request)
            except APIStatusError as error:
                if not attempt.refused(error.status_code, refusal_text(error)):
                    raise
            else:
                attempt.accepted()
                return _ENDPOINT.parse_response(parse_body(row))

    async def _send(self, body: Mapping[str, Any]) -> Any:
        """Make a call; return the server's answer as plain data."""
        create: Any = self._client.chat.completions.create
        if isinstance(self._client, AsyncOpenAI):
            completion = await create(**body)
        else:
            completion = await run_in_thread(partial(create, **body))
        return completion.to_dict(warnings=False) if hasattr(completion, "to_dict") else completion


def _usage_of(completion: ServerCompletion, seconds: float | None = None) -> Usage:
    return Usage(1, 0, completion.prompt_tokens, completion.completion_tokens, cost=None, seconds=seconds)
