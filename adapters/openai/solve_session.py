"""One request to the client and all that is done for it, without I/O.

`open_session` decides: the plain model answers the request, or a `SolveSession` does. A session yields the
calls of each round (`SolveSession.response_flow`) and each HTTP request and program of a call (`CallFlow`);
`wrap.py` performs them, for sync and async clients. The form is that of `httpx.Auth.auth_flow`.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Generator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any, TypeVar

import openai

from ses_plugin.adapters.openai.endpoints import (
    ChatCompletionsEndpoint,
    Endpoint,
    FinalAnswer,
    JSONObject,
    ModelCall,
    ServerCompletion,
    parse_body,
)
from ses_plugin.adapters.openai.http_responses import with_passthrough_report
from ses_plugin.adapters.openai.responses import ResponsesEndpoint
from ses_plugin.drivers import expand_sample, merge_completions
from ses_plugin.errors import UsageError
from ses_plugin.service.options import SolveOptions
from ses_plugin.service.provider_differences import UnsupportedParams, refusal_text, requested_params
from ses_plugin.service.request import (
    Passthrough,
    SolveRequest,
    build_report,
    parse_request,
    parse_ses_options,
    strip_ses_options,
)
from ses_plugin.service.solve import SolveResponse
from ses_plugin.strategies import ExecuteRequest, Request, RequestFailed, Response, Role
from ses_plugin.types.program import ExecutionResult
from ses_plugin.usage import EXECUTE, Usage, UsageTracker, sum_usage

T = TypeVar("T")

_log = logging.getLogger(__name__)

ENDPOINTS: dict[str, Endpoint] = {
    "/chat/completions": ChatCompletionsEndpoint(),
    "/responses": ResponsesEndpoint(),
}

_RAW_RESPONSE = "x-stainless-raw-response"
"""The header by which the client marks requests whose caller wants the HTTP response."""

_MAX_ERROR_CHARACTERS = 500

PendingCall = ModelCall | ExecuteRequest


@dataclass(frozen=True, slots=True)
class CallResult:
    """The result of a call, and how many seconds it took. An exception is kept as a value."""

    result: ServerCompletion | ExecutionResult | Exception
    seconds: float


CallFlow = Generator[Any, Any, CallResult]
"""Yields an `ExecuteRequest`, or the client's options of an HTTP request.

It is sent the `ExecutionResult`, or what the client returns for the HTTP request, and is thrown what either
raises.
"""

ResponseFlow = Generator[bytes | Sequence[CallFlow], Sequence[CallResult] | None, None]
"""Yields the calls of a round, and is sent their results in order; and yields the parts of the response."""


def resume(flow: Generator[Any, Any, T], outcome: Any) -> Any | T:
    """Send `outcome` to a flow, or throw it if it is an exception; return the next step, or the result.

    `None` starts a flow.
    """
    try:
        return flow.throw(outcome) if isinstance(outcome, Exception) else flow.send(outcome)
    except StopIteration as stop:
        return stop.value


def open_session(options: Any, defaults: SolveOptions, unsupported: UnsupportedParams) -> SolveSession | Any:
    """Return the session for a request of the client (`options`), or the request for the plain model.

    Raises UsageError for invalid options of ours.
    """
    endpoint = ENDPOINTS.get(options.url)
    if endpoint is None or options.method.lower() != "post" or not isinstance(options.json_data, Mapping):
        return options
    body = {**options.json_data, **(options.extra_json or {})}
    request: SolveRequest | Passthrough
    chat = endpoint.chat_body(body)
    if isinstance(chat, Passthrough):
        parse_ses_options(body, defaults)  # raises what a solved request would
        request = chat
    else:
        request = parse_request(chat, defaults)
    if isinstance(request, Passthrough):
        _log.info("passed to the plain model: %s", request.reason)
        return with_passthrough_report(options, request)
    return SolveSession(endpoint, options, strip_ses_options(body), request, unsupported)


class SolveSession:
    """Solves the problem of one request.

    Equal calls of a round are made once. A sample some of whose calls failed has empty texts in their places;
    if all failed, it gets `RequestFailed`.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        options: Any,
        body: JSONObject,
        solve_request: SolveRequest,
        unsupported: UnsupportedParams,
    ) -> None:
        self._endpoint, self._options, self._body = endpoint, options, body
        self._solve_request, self._unsupported = solve_request, unsupported
        self._requested = requested_params(solve_request.options, body.get("seed"))
        self._usage = UsageTracker()
        self._server_usages: list[JSONObject | None] = []
        self._candidates: dict[str, ServerCompletion] = {}
        """The completions of candidates by their texts: an answer gets all that the server sent with it."""
        self._last_error: Exception | None = None
        self._flow = solve_request.flow()
        self._requests: list[tuple[Request, list[PendingCall]]] = []
        self._response: SolveResponse | None = None
        self._advance(None)

    def response_flow(self, stream: bool) -> ResponseFlow:
        """Return the flow that solves the problem and yields the body of the HTTP response.

        A body of JSON is one part. In a stream, all that can fail before the first round has ended is raised
        before the first part: the caller then gets the error in the place of a stream.
        """
        try:
            yield from self._event_parts() if stream else self._json_parts()
        finally:
            self._flow.close()

    def _json_parts(self) -> ResponseFlow:
        while self._response is None:
            yield from self._round()
        yield json.dumps(self._endpoint.response_body(self._final())).encode()

    def _event_parts(self) -> ResponseFlow:
        encode, events = self._endpoint.encode_event, self._endpoint.events(self._body)
        line = "" if self._response else (yield from self._round())
        if self._response is not None:
            self._final()  # raises the error if no call of the first round succeeded
        yield from map(encode, events.begin())
        yield from map(encode, events.progress(line))
        while self._response is None:
            line = yield from self._round()
            yield from map(encode, events.progress(line))
        yield from map(encode, events.end(self._final()))
        yield self._endpoint.end_of_stream()

    def _round(self) -> Generator[Sequence[CallFlow], Sequence[CallResult], str]:
        """Make the calls of one round; return its summary, a line.

        Raises errors that are not a call's failure: of the sandbox, or of this program.
        """
        calls = list(dict.fromkeys(call for _, calls in self._requests for call in calls))
        results = dict(zip(calls, (yield [self._call(call) for call in calls]), strict=True))
        self._usage.rounds += 1
        for call, result in results.items():
            self._count(call, result)
        line = self._round_summary(results)
        self._advance(
            tuple(self._merge([results[call].result for call in calls]) for _, calls in self._requests)
        )
        return line

    def _call(self, call: PendingCall) -> CallFlow:
        started = time.perf_counter()
        result: ServerCompletion | ExecutionResult | Exception
        try:
            result = (yield call) if isinstance(call, ExecuteRequest) else (yield from self._complete(call))
        except Exception as error:
            result = error
        return CallResult(result, time.perf_counter() - started)

    def _complete(self, call: ModelCall) -> Generator[Any, Any, ServerCompletion]:
        request = self._endpoint.call_body(self._body, call)
        attempt = self._unsupported.attempt(call.model, request, self._requested)
        while True:
            try:
                response = yield _call_options(self._options, attempt.request)
            except openai.APIStatusError as error:
                if not attempt.refused(error.status_code, refusal_text(error)):
                    raise
            else:
                attempt.accepted()
                return self._endpoint.parse_response(parse_body(response))

    def _final(self) -> FinalAnswer:
        """Return the answer. Raises the last call's error if no candidate came."""
        texts = self._response.replies if self._response else ()
        replies = [(text, self._candidates.get(text)) for text in texts]
        replies = [reply for reply in replies if any(reply)]  # an empty text may stand for a failed call
        if self._response is None or not replies:
            # Without an error no call failed: a plugin's strategy has made none, or returned no reply.
            raise self._last_error or UsageError(
                f"the strategy {self._solve_request.options.strategy} returned no reply"
            )
        known = [usage for usage in self._server_usages if usage is not None]
        is_complete = len(known) == len(self._server_usages)
        usage = sum_usage([self._endpoint.empty_usage(), *known]) if is_complete else None
        report = build_report(self._solve_request, self._response, self._usage)
        return FinalAnswer(self._body, tuple(replies), usage, report)

    def _advance(self, responses: tuple[Response, ...] | None) -> None:
        try:
            requests = next(self._flow) if responses is None else self._flow.send(responses)
        except StopIteration as stop:
            requests, self._response = (), stop.value
        self._requests = [(request, self._calls_of(request)) for request in requests]

    def _calls_of(self, request: Request) -> list[PendingCall]:
        if isinstance(request, ExecuteRequest):
            return [request]
        model = str(self._body.get("model"))
        if request.role is Role.SIMULATE:
            model = self._solve_request.options.simulator or model
        return [
            ModelCall(
                request.role, model, request.prompt, request.chat_request, request.sampling, seed, index
            )
            for seed, index in expand_sample(request)
        ]

    def _count(self, call: PendingCall, result: CallResult) -> None:
        role_usage = self._usage.of(_role(call))
        role_usage.requested += 1
        match result.result:
            case ServerCompletion() as completion:
                role_usage.truncated += completion.truncated
                role_usage.usage += _usage(completion, result.seconds)
                self._server_usages.append(completion.usage)
                if isinstance(call, ModelCall) and call.chat_request:
                    self._candidates.setdefault(completion.text, completion)
            case ExecutionResult():
                role_usage.usage += Usage(calls=1, seconds=result.seconds)
            # The client raises an OpenAIError for a failed call, and a ValueError for JSON that is cut off.
            case openai.OpenAIError() | ValueError() as error if isinstance(call, ModelCall):
                role_usage.usage += Usage(failed=1)
                text = " ".join(f"{type(error).__name__}: {error}".split())
                self._usage.last_failure = text[:_MAX_ERROR_CHARACTERS]
                self._last_error = error
                # The error's text may quote the prompt or a part of the key.
                _log.info("a call of %s (%s) failed: %s", call.model, call.role, type(error).__name__)
                _log.debug("%s", text)
            case Exception() as error:
                raise error

    def _merge(self, results: Sequence[ServerCompletion | ExecutionResult | Exception]) -> Response:
        """Return the response to a request, given the results of its calls."""
        (first, *_) = results
        if isinstance(first, ExecutionResult):
            return first
        replies = [
            (result.text, _usage(result, None)) if isinstance(result, ServerCompletion) else None
            for result in results
        ]
        return merge_completions(replies) if any(replies) else RequestFailed(str(self._usage.last_failure))

    def _round_summary(self, results: Mapping[PendingCall, CallResult]) -> str:
        counts: dict[str, int] = {}
        for call in results:
            counts[_role(call)] = counts.get(_role(call), 0) + 1
        parts = [f"{role} {number}" for role, number in counts.items()]
        if failed := sum(isinstance(result.result, Exception) for result in results.values()):
            parts.append(f"{failed} failed")
        usage = self._usage.usage
        so_far = f"{usage.calls} call{'s' if usage.calls != 1 else ''} so far"
        if usage.completion_tokens is not None:
            so_far += f", {usage.completion_tokens} tokens written"
        return f"Round {self._usage.rounds}: {', '.join(parts)} ({so_far}).\n"


def _call_options(options: Any, body: JSONObject) -> Any:
    """Return the client's options for one call: the user's headers, query, time-out and retries, our body."""
    changed = copy(options)
    changed.json_data, changed.extra_json = body, None
    changed.post_parser = openai.NOT_GIVEN
    if isinstance(options.headers, Mapping):
        changed.headers = {
            name: value for name, value in options.headers.items() if name.lower() != _RAW_RESPONSE
        }
    return changed


def _role(call: PendingCall) -> str:
    return EXECUTE if isinstance(call, ExecuteRequest) else str(call.role)


def _usage(completion: ServerCompletion, seconds: float | None) -> Usage:
    return Usage(1, 0, completion.prompt_tokens, completion.completion_tokens, cost=None, seconds=seconds)
