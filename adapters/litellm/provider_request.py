"""One request to the provider `ses`: solved, or forwarded to the plain model, in LiteLLM's terms."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ses_plugin.adapters.litellm.backend import LiteLLMBackend
from ses_plugin.adapters.litellm.models import CallSettings, ModelRoles, load_litellm
from ses_plugin.adapters.litellm.prices import cost_of
from ses_plugin.drivers import arun
from ses_plugin.errors import UsageError
from ses_plugin.service.report import FIELD, build_report, passthrough_report
from ses_plugin.service.request import Passthrough, SolveRequest, strip_ses_options
from ses_plugin.service.solve import SolveResponse, solve_flow
from ses_plugin.strategies import Request, Response, Role

PROVIDER = "ses"
_COUNTED = ("prompt_tokens", "completion_tokens", "total_tokens")


@dataclass(frozen=True, slots=True)
class ProviderRequest:
    """A request: its `body` as a client wrote it, what is to be done with it, and by whom.

    `empty` is the response that LiteLLM wants filled. `costs` tells whether what the calls to models cost is
    reported as the cost of this one. `retries` is how often a call that is passed on is tried again, None for
    the base model's own number: a Router, which does it itself, says 0.
    """

    name: str
    body: Mapping[str, Any]
    request: SolveRequest | Passthrough
    models: ModelRoles
    calling: CallSettings
    empty: Any
    costs: bool
    retries: int | None


@dataclass(frozen=True, slots=True)
class _ProviderResponse:
    """Replies, why each ended, and the report."""

    replies: Sequence[str]
    ends: Sequence[str]
    report: dict[str, Any]
    usage: Any
    cost: float | None


async def complete_request(asked: ProviderRequest) -> Any:
    """Return the `ModelResponse`. Raises the base model's error if not one candidate came."""
    if isinstance(asked.request, Passthrough):
        return await _forward(asked, asked.request)
    done = await _solve(asked, asked.request, lambda line: None)
    litellm, response = load_litellm(), asked.empty
    response.model = asked.name
    response.choices = [
        litellm.Choices(index=index, finish_reason=end, message=litellm.Message(content=reply))
        for index, (reply, end) in enumerate(zip(done.replies, done.ends, strict=True))
    ]
    response.usage = done.usage
    setattr(response, FIELD, done.report)
    if done.cost is not None:
        response._hidden_params["response_cost"] = done.cost
    return response


async def stream_request(asked: ProviderRequest) -> AsyncGenerator[Any, None]:
    """Yield `ModelResponseStream`s: a line of reasoning for each round, then the replies as a whole.

    Raises what `complete_request` does, before the first of them.
    """
    if isinstance(asked.request, Passthrough):
        async for chunk in _forward_in_chunks(asked, asked.request):
            yield chunk
        return
    lines: asyncio.Queue[str | None] = asyncio.Queue()
    solving = asyncio.create_task(_solve(asked, asked.request, lines.put_nowait))
    solving.add_done_callback(lambda _: lines.put_nowait(None))
    try:
        while (line := await lines.get()) is not None:
            yield _chunk(asked, [(0, {"role": "assistant", "reasoning_content": f"{line}\n"}, None)])
        done = await solving
    finally:
        solving.cancel()
        await asyncio.gather(solving, return_exceptions=True)
    # LiteLLM drops usage that comes with the last chunk, and guesses.
    yield _chunk(asked, [], usage=done.usage)
    replies = zip(done.replies, done.ends, strict=True)
    choices = [(n, {"role": "assistant", "content": reply}, end) for n, (reply, end) in enumerate(replies)]
    yield _with_report(_chunk(asked, choices), done.report)


async def _solve(
    asked: ProviderRequest, posed: SolveRequest, tell: Callable[[str], None]
) -> _ProviderResponse:
    try:
        backend = LiteLLMBackend(asked.models, asked.calling)

        async def telling(needs: Sequence[Request]) -> Sequence[Response]:
            replies = await backend(needs)
            if backend.usage.usage.calls:  # until then another deployment may take over
                tell(backend.usage.status_line())
            return replies

        answer = await arun(solve_flow(posed.problem, posed.options, request=posed.chat), telling)
    except UsageError as error:  # a wrong set-up: LiteLLM's own error says what is to be done about it
        if isinstance(error.__cause__, load_litellm().exceptions.openai.OpenAIError):
            raise error.__cause__ from None
        raise bad_request_error(error, asked.name) from error
    if not answer.replies:
        raise backend.last_error(Role.SOLVE) or _no_reply(asked, posed, backend.usage.last_failure)
    return _build_response(asked, posed, answer, backend)


def _build_response(
    asked: ProviderRequest, posed: SolveRequest, answer: SolveResponse, backend: LiteLLMBackend
) -> _ProviderResponse:
    spent = backend.usage.usage
    replies = [reply for reply in answer.replies if reply] or answer.replies[:1]  # "": the call failed
    tokens = spent.prompt_tokens or 0, spent.completion_tokens or 0
    further = {name: value for name, value in backend.server_usage.items() if name not in _COUNTED}
    # Without a number of them LiteLLM counts the lines about rounds as tokens of reasoning.
    details = {"reasoning_tokens": 0, **(further.pop("completion_tokens_details", None) or {})}
    usage = load_litellm().Usage(*tokens, sum(tokens), completion_tokens_details=details, **further)
    cost = spent.cost if asked.costs else 0.0
    if cost is not None:
        usage.cost = cost
    return _ProviderResponse(
        replies,
        ["length" if reply in backend.truncated else "stop" for reply in replies],
        build_report(posed, answer, backend.usage),
        usage,
        cost,
    )


def _no_reply(asked: ProviderRequest, posed: SolveRequest, failure: str | None) -> Exception:
    """Return the error for a request to which no candidate came, and none of LiteLLM's errors says why."""
    if failure is not None:
        error: Exception = load_litellm().InternalServerError(
            failure, model=asked.name, llm_provider=PROVIDER
        )
        return error
    within = f"max_calls {posed.options.max_calls}, max_total_tokens {posed.options.max_total_tokens}"
    return bad_request_error(
        f"not one candidate fits its budget ({within}): ask for less, by ses_k or n", asked.name
    )


async def _forward(asked: ProviderRequest, plain: Passthrough) -> Any:
    response = await load_litellm().acompletion(**_plain_call(asked))
    setattr(response, FIELD, passthrough_report(plain))
    if not asked.costs:
        response._hidden_params["response_cost"] = 0.0
    return response


async def _forward_in_chunks(asked: ProviderRequest, plain: Passthrough) -> AsyncGenerator[Any, None]:
    """Yield the plain model's chunks; what ends them comes last, after the usage."""
    call = _plain_call(asked) | {"stream": True, "stream_options": {"include_usage": True}}
    chunks = await load_litellm().acompletion(**call)
    usage: Any = None
    ends: dict[int, str] = {}
    told: dict[str, Any] | None = passthrough_report(plain)
    try:
        async for chunk in chunks:
            usage, chunk.usage = getattr(chunk, "usage", None) or usage, None
            ends |= {choice.index: choice.finish_reason for choice in chunk.choices if choice.finish_reason}
            for choice in chunk.choices:
                choice.finish_reason = None
            if any(_says_something(choice.delta) for choice in chunk.choices):
                yield _with_report(chunk, told)
                told = None
    finally:
        await chunks.aclose()
    if usage is not None:
        cost = (
            cost_of(load_litellm().ModelResponse(usage=usage), asked.models.solve.name)
            if asked.costs
            else 0.0
        )
        if cost is not None:
            usage.cost = cost
        yield _chunk(asked, [], usage=usage)
    yield _chunk(asked, [(index, {}, end) for index, end in sorted(ends.items())])


def _with_report(chunk: Any, told: dict[str, Any] | None) -> Any:
    if told is not None:
        setattr(chunk, FIELD, told)
        chunk.provider_specific_fields = {}  # else the proxy takes it for a chunk without fields like ours
    return chunk


def _says_something(delta: Any) -> bool:
    return any(value for name, value in delta.model_dump().items() if name != "role")


def _plain_call(asked: ProviderRequest) -> dict[str, Any]:
    model = asked.models.solve
    connection = {**model.settings, "api_base": model.api_base, "timeout": asked.calling.timeout_s}
    if asked.retries is not None:
        connection["max_retries"] = asked.retries
    return {**connection, **strip_ses_options(asked.body), "model": model.name}


def _chunk(
    asked: ProviderRequest, choices: Sequence[tuple[int, dict[str, Any], str | None]], **more: Any
) -> Any:
    types = load_litellm().types.utils
    made = [
        types.StreamingChoices(index=index, delta=types.Delta(**delta), finish_reason=end)
        for index, delta, end in choices
    ]
    return types.ModelResponseStream(id=asked.empty.id, model=asked.name, choices=made, **more)


def bad_request_error(why: object, name: str) -> Exception:
    """Return LiteLLM's error for an invalid request, which is not retried."""
    error: Exception = load_litellm().BadRequestError(str(why), model=name, llm_provider=PROVIDER)
    return error
