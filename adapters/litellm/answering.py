"""One request to the provider `ses`: solved, or passed on to the plain model, in LiteLLM's terms."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ses_plugin.adapters.litellm.backend import Backend
from ses_plugin.adapters.litellm.library import library
from ses_plugin.adapters.litellm.models import Calling, Models
from ses_plugin.adapters.litellm.prices import cost_of
from ses_plugin.chat.report import FIELD, plain_report, report
from ses_plugin.chat.request import Plain, Posed, passed_on
from ses_plugin.chat.solve import Answer, solve
from ses_plugin.drivers import arun
from ses_plugin.errors import UsageError
from ses_plugin.strategies import Need, Reply, Role

PROVIDER = "ses"

_COUNTED = ("prompt_tokens", "completion_tokens", "total_tokens")


@dataclass(frozen=True, slots=True)
class Asked:
    """A request: its `body` as a client wrote it, what is to be done with it, and by whom.

    `empty` is the response that LiteLLM wants filled. `costs` tells whether what the calls to models cost is
    reported as the cost of this one. `retries` is how often a call that is passed on is tried again, None for
    the base model's own number: a Router, which does it itself, says 0.
    """

    name: str
    body: Mapping[str, Any]
    request: Posed | Plain
    models: Models
    calling: Calling
    empty: Any
    costs: bool
    retries: int | None


@dataclass(frozen=True, slots=True)
class _Done:
    """Replies, why each ended, and what is told of them."""

    replies: Sequence[str]
    ends: Sequence[str]
    report: dict[str, Any]
    usage: Any
    cost: float | None


async def answered(asked: Asked) -> Any:
    """Return the `ModelResponse`. Raises the base model's error if not one candidate came."""
    if isinstance(asked.request, Plain):
        return await _passed_on(asked, asked.request)
    done = await _solved(asked, asked.request, lambda line: None)
    litellm, response = library(), asked.empty
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


async def streamed(asked: Asked) -> AsyncGenerator[Any, None]:
    """Yield `ModelResponseStream`s: a line of reasoning for each round, then the replies as a whole.

    Raises what `answered` does, before the first of them.
    """
    if isinstance(asked.request, Plain):
        async for chunk in _passed_on_in_chunks(asked, asked.request):
            yield chunk
        return
    lines: asyncio.Queue[str | None] = asyncio.Queue()
    solving = asyncio.create_task(_solved(asked, asked.request, lines.put_nowait))
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


async def _solved(asked: Asked, posed: Posed, tell: Callable[[str], None]) -> _Done:
    try:
        backend = Backend(asked.models, asked.calling)

        async def telling(needs: Sequence[Need]) -> Sequence[Reply]:
            replies = await backend(needs)
            if backend.traffic.spent.calls:  # until then another deployment may take over
                tell(backend.traffic.line())
            return replies

        answer = await arun(solve(posed.task, posed.options, request=posed.request), telling)
    except UsageError as error:  # a wrong set-up: LiteLLM's own error says what is to be done about it
        if isinstance(error.__cause__, library().exceptions.openai.OpenAIError):
            raise error.__cause__ from None
        raise refusal(error, asked.name) from error
    if not answer.replies:
        raise backend.last_error(Role.SOLVE) or _no_reply(asked, posed, backend.traffic.last_failure)
    return _done(asked, posed, answer, backend)


def _done(asked: Asked, posed: Posed, answer: Answer, backend: Backend) -> _Done:
    spent = backend.traffic.spent
    replies = [reply for reply in answer.replies if reply] or answer.replies[:1]  # "": the call failed
    tokens = spent.tokens_in or 0, spent.tokens_out or 0
    further = {name: value for name, value in backend.usage.items() if name not in _COUNTED}
    # Without a number of them LiteLLM counts the lines about rounds as tokens of reasoning.
    details = {"reasoning_tokens": 0, **(further.pop("completion_tokens_details", None) or {})}
    usage = library().Usage(*tokens, sum(tokens), completion_tokens_details=details, **further)
    cost = spent.cost if asked.costs else 0.0
    if cost is not None:
        usage.cost = cost
    return _Done(
        replies,
        ["length" if reply in backend.cut else "stop" for reply in replies],
        report(posed, answer, backend.traffic),
        usage,
        cost,
    )


def _no_reply(asked: Asked, posed: Posed, failure: str | None) -> Exception:
    """Return the error for a request to which no candidate came, and none of LiteLLM's errors says why."""
    if failure is not None:
        error: Exception = library().InternalServerError(failure, model=asked.name, llm_provider=PROVIDER)
        return error
    within = f"max_calls {posed.options.max_calls}, max_total_tokens {posed.options.max_total_tokens}"
    return refusal(f"not one candidate fits its budget ({within}): ask for less, by ses_k or n", asked.name)


async def _passed_on(asked: Asked, plain: Plain) -> Any:
    response = await library().acompletion(**_plain_call(asked))
    setattr(response, FIELD, plain_report(plain))
    if not asked.costs:
        response._hidden_params["response_cost"] = 0.0
    return response


async def _passed_on_in_chunks(asked: Asked, plain: Plain) -> AsyncGenerator[Any, None]:
    """Yield the plain model's chunks; what ends them comes last, after the usage."""
    call = _plain_call(asked) | {"stream": True, "stream_options": {"include_usage": True}}
    chunks = await library().acompletion(**call)
    usage: Any = None
    ends: dict[int, str] = {}
    told: dict[str, Any] | None = plain_report(plain)
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
        cost = cost_of(library().ModelResponse(usage=usage), asked.models.solve.name) if asked.costs else 0.0
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


def _plain_call(asked: Asked) -> dict[str, Any]:
    model = asked.models.solve
    connection = {**model.settings, "api_base": model.api_base, "timeout": asked.calling.timeout_s}
    if asked.retries is not None:
        connection["max_retries"] = asked.retries
    return {**connection, **passed_on(asked.body), "model": model.name}


def _chunk(asked: Asked, choices: Sequence[tuple[int, dict[str, Any], str | None]], **more: Any) -> Any:
    types = library().types.utils
    made = [
        types.StreamingChoices(index=index, delta=types.Delta(**delta), finish_reason=end)
        for index, delta, end in choices
    ]
    return types.ModelResponseStream(id=asked.empty.id, model=asked.name, choices=made, **more)


def refusal(why: object, name: str) -> Exception:
    """Return LiteLLM's error for a request that is wrong: nobody tries it again."""
    error: Exception = library().BadRequestError(str(why), model=name, llm_provider=PROVIDER)
    return error
