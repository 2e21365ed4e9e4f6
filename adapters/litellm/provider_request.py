"""One request to the provider `ses`: solved, or forwarded to the plain model, in LiteLLM's terms."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ses_plugin.adapters.litellm.backend import LiteLLMBackend
from ses_plugin.adapters.litellm.models import CallSettings, ModelRoles, cost_of, load_litellm
from ses_plugin.drivers import arun
from ses_plugin.errors import UsageError
from ses_plugin.service.request import (
    FIELD,
    Passthrough,
    SolveRequest,
    build_report,
    passthrough_report,
    strip_ses_options,
)
from ses_plugin.service.solve import SolveResponse
from ses_plugin.strategies import Request, Response, Role

_log = logging.getLogger(__name__)

PROVIDER = "ses"
_TOKEN_COUNTS = ("prompt_tokens", "completion_tokens", "total_tokens")


@dataclass(frozen=True, slots=True)
class ProviderRequest:
    """A request to `ses/…`.

    Args:
        name: The model's name in the request.
        body: The request as a client wrote it.
        request: The problem to solve, or why the plain model answers.
        models: The models of the strategy; the solver is the plain model.
        call_settings: How they are called.
        empty_response: The response that LiteLLM wants filled.
        reports_cost: Whether the cost of all calls is reported as the cost of this request.
        passthrough_retries: Retries of a forwarded call, None for the plain model's own number. (A Router
            retries by itself, and sets 0.)
    """

    name: str
    body: Mapping[str, Any]
    request: SolveRequest | Passthrough
    models: ModelRoles
    call_settings: CallSettings
    empty_response: Any
    reports_cost: bool
    passthrough_retries: int | None


@dataclass(frozen=True, slots=True)
class _ProviderResponse:
    """Replies with their finish reasons, the report, LiteLLM's usage object, and the cost in US dollars."""

    replies: Sequence[str]
    finish_reasons: Sequence[str]
    report: Mapping[str, Any]
    usage: Any
    cost: float | None


async def complete_request(request: ProviderRequest) -> Any:
    """Return the `ModelResponse`. Raises the base model's error if no candidate came."""
    if isinstance(request.request, Passthrough):
        return await _forward(request, request.request)
    solved = await _solve(request, request.request, lambda line: None)
    litellm, response = load_litellm(), request.empty_response
    response.model = request.name
    response.choices = [
        litellm.Choices(index=index, finish_reason=reason, message=litellm.Message(content=reply))
        for index, (reply, reason) in enumerate(zip(solved.replies, solved.finish_reasons, strict=True))
    ]
    response.usage = solved.usage
    setattr(response, FIELD, solved.report)
    if solved.cost is not None:
        response._hidden_params["response_cost"] = solved.cost
    return response


async def stream_request(request: ProviderRequest) -> AsyncGenerator[Any, None]:
    """Yield `ModelResponseStream`s: a line of reasoning for each round, then the replies, each as a whole.

    Raises what `complete_request` does, before the first of them.
    """
    if isinstance(request.request, Passthrough):
        async for chunk in _forward_stream(request, request.request):
            yield chunk
        return
    lines: asyncio.Queue[str | None] = asyncio.Queue()
    solving = asyncio.create_task(_solve(request, request.request, lines.put_nowait))
    solving.add_done_callback(lambda _: lines.put_nowait(None))
    try:
        while (line := await lines.get()) is not None:
            delta = {"role": "assistant", "reasoning_content": f"{line}\n"}
            yield _chunk(request, [(0, delta, None)])
        solved = await solving
    finally:
        solving.cancel()
        await asyncio.gather(solving, return_exceptions=True)
    # In a chunk of its own: LiteLLM drops usage in the last chunk and estimates it.
    yield _chunk(request, [], usage=solved.usage)
    choices = [
        (index, {"role": "assistant", "content": reply}, reason)
        for index, (reply, reason) in enumerate(zip(solved.replies, solved.finish_reasons, strict=True))
    ]
    yield _with_report(_chunk(request, choices), solved.report)


async def _solve(
    request: ProviderRequest, solve_request: SolveRequest, show_progress: Callable[[str], None]
) -> _ProviderResponse:
    try:
        backend = LiteLLMBackend(request.models, request.call_settings)

        async def answer_round(requests: Sequence[Request]) -> Sequence[Response]:
            responses = await backend(requests)
            # Not before the first reply: a Router can hand the request to a fallback until something is sent.
            if backend.usage.usage.calls:
                show_progress(backend.usage.status_line())
            return responses

        response = await arun(solve_request.flow(), answer_round)
    except UsageError as error:  # a wrong set-up: a Router acts on the kind of LiteLLM's own error
        if isinstance(error.__cause__, load_litellm().exceptions.openai.OpenAIError):
            raise error.__cause__ from None
        raise bad_request_error(error, request.name) from error
    if not response.replies:
        failure = backend.usage.last_failure
        raise backend.last_error(Role.SOLVE) or _no_reply_error(request, solve_request, failure)
    return _build_response(request, solve_request, response, backend)


def _build_response(
    request: ProviderRequest, solve_request: SolveRequest, response: SolveResponse, backend: LiteLLMBackend
) -> _ProviderResponse:
    total = backend.usage.usage
    # An empty reply stands for a failed call.
    replies = [reply for reply in response.replies if reply] or response.replies[:1]
    tokens = total.prompt_tokens or 0, total.completion_tokens or 0
    other_counts = {name: value for name, value in backend.server_usage.items() if name not in _TOKEN_COUNTS}
    # Without a number here, LiteLLM counts our progress lines as reasoning tokens.
    details = {"reasoning_tokens": 0, **(other_counts.pop("completion_tokens_details", None) or {})}
    usage = load_litellm().Usage(*tokens, sum(tokens), completion_tokens_details=details, **other_counts)
    cost = total.cost if request.reports_cost else 0.0
    if cost is not None:
        usage.cost = cost
    return _ProviderResponse(
        replies,
        ["length" if reply in backend.truncated else "stop" for reply in replies],
        build_report(solve_request, response, backend.usage),
        usage,
        cost,
    )


def _no_reply_error(request: ProviderRequest, solve_request: SolveRequest, failure: str | None) -> Exception:
    """Return the error for a request without a candidate, where LiteLLM raised none."""
    if failure is not None:
        error: Exception = load_litellm().InternalServerError(
            failure, model=request.name, llm_provider=PROVIDER
        )
        return error
    options = solve_request.options
    budget = f"max_calls {options.max_calls}, max_total_tokens {options.max_total_tokens}"
    return bad_request_error(
        f"not one candidate fits its budget ({budget}): ask for less, by ses_k or n", request.name
    )


async def _forward(request: ProviderRequest, passthrough: Passthrough) -> Any:
    _log.info("passed to the plain model: %s", passthrough.reason)
    response = await load_litellm().acompletion(**_plain_call(request))
    setattr(response, FIELD, passthrough_report(passthrough))
    if not request.reports_cost:
        response._hidden_params["response_cost"] = 0.0
    return response


async def _forward_stream(request: ProviderRequest, passthrough: Passthrough) -> AsyncGenerator[Any, None]:
    """Yield the plain model's chunks; the finish reasons come last, after the usage."""
    _log.info("passed to the plain model: %s", passthrough.reason)
    call = _plain_call(request) | {"stream": True, "stream_options": {"include_usage": True}}
    chunks = await load_litellm().acompletion(**call)
    usage: Any = None
    finish_reasons: dict[int, str] = {}
    report: Mapping[str, Any] | None = passthrough_report(passthrough)
    try:
        async for chunk in chunks:
            usage, chunk.usage = getattr(chunk, "usage", None) or usage, None
            for choice in chunk.choices:
                if choice.finish_reason:
                    finish_reasons[choice.index] = choice.finish_reason
                choice.finish_reason = None
            if any(_has_content(choice.delta) for choice in chunk.choices):
                yield _with_report(chunk, report)
                report = None
    finally:
        await chunks.aclose()
    if usage is not None:
        response = load_litellm().ModelResponse(usage=usage)
        cost = cost_of(response, request.models.solve.name) if request.reports_cost else 0.0
        if cost is not None:
            usage.cost = cost
        yield _chunk(request, [], usage=usage)
    yield _chunk(request, [(index, {}, reason) for index, reason in sorted(finish_reasons.items())])


def _with_report(chunk: Any, report: Mapping[str, Any] | None) -> Any:
    if report is not None:
        setattr(chunk, FIELD, report)
        chunk.provider_specific_fields = {}  # otherwise the proxy drops fields that it does not know
    return chunk


def _has_content(delta: Any) -> bool:
    return any(value for name, value in delta.model_dump().items() if name != "role")


def _plain_call(request: ProviderRequest) -> dict[str, Any]:
    model = request.models.solve
    timeout_s = request.call_settings.timeout_s
    connection = {**model.settings, "api_base": model.api_base, "timeout": timeout_s}
    if request.passthrough_retries is not None:
        connection["max_retries"] = request.passthrough_retries
    return {**connection, **strip_ses_options(request.body), "model": model.name}


def _chunk(
    request: ProviderRequest, choices: Sequence[tuple[int, dict[str, Any], str | None]], **fields: Any
) -> Any:
    types = load_litellm().types.utils
    streaming_choices = [
        types.StreamingChoices(index=index, delta=types.Delta(**delta), finish_reason=reason)
        for index, delta, reason in choices
    ]
    return types.ModelResponseStream(
        id=request.empty_response.id, model=request.name, choices=streaming_choices, **fields
    )


def bad_request_error(reason: object, name: str) -> Exception:
    """Return LiteLLM's error for an invalid request, which it does not retry."""
    error: Exception = load_litellm().BadRequestError(str(reason), model=name, llm_provider=PROVIDER)
    return error
