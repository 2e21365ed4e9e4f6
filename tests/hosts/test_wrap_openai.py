"""`wrap_openai` with the real client, against a server whose replies are written here."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from typing import Any

import openai
import pytest
from openai import AsyncOpenAI, AzureOpenAI, OpenAI
from openai.types.chat import ChatCompletion, ChatCompletionChunk, ParsedChatCompletion
from openai.types.responses import Response

import ses_plugin
from ses_plugin import wrap_openai
from ses_plugin.adapters.openai.solve_session import CallResult, SolveSession, open_session, resume
from ses_plugin.adapters.openai.wrap import Tasks, Threads
from ses_plugin.errors import MissingDependency, UsageError
from ses_plugin.service.options import SolveOptions
from ses_plugin.service.provider_differences import UnsupportedParams
from tests.hosts.scripted_server import Answer, Scripted, serving
from tests.hosts.test_litellm import RIGHT, STATEMENT, WRONG

MESSAGES: Any = [{"role": "user", "content": STATEMENT}]
POEM: Any = [{"role": "user", "content": "Write a poem about spring."}]
PROGRAMS = (WRONG, RIGHT, None)


def coded(source: str | None) -> str:
    return f"Think.\n```python\n{source}\n```" if source else "I do not know."


def text_of(request: dict[str, Any]) -> str:
    """What a request asks last, at either endpoint."""
    if "input" in request:
        asked = request["input"]
        return asked if isinstance(asked, str) else str(asked[-1].get("content"))
    return str(request["messages"][-1]["content"])


def reply(request: dict[str, Any]) -> str:
    """A model: of three candidates one is right, one wrong, one no program; its predictions are true."""
    prompt = text_of(request)
    if prompt.startswith("Simulate"):
        a, b = map(int, prompt.split("<input>\n")[1].split("\n</input>")[0].split())
        return f"<output>\n{a + b if 'sum(' in prompt else a * b}\n</output>"
    if "<feedback>" in prompt or "SUBMIT" in prompt:
        return coded(RIGHT)
    return coded(PROGRAMS[request.get("seed", 0) % 3])


def model(request: dict[str, Any]) -> Answer:
    return Answer(reply(request))


def of_json(row: Any, status: int = 200) -> Answer:
    return Answer(status=status, raw=json.dumps(row).encode(), headers={"Content-Type": "application/json"})


def completion(choice: dict[str, Any], **more: Any) -> Answer:
    """A chat completion, with one choice and what else a test wants in it."""
    head = {"id": "1", "object": "chat.completion", "created": 1, "model": "m"}
    return of_json({**head, "choices": [{"index": 0, "finish_reason": "stop", **choice}], **more})


def sync(server: Scripted, **defaults: Any) -> OpenAI:
    return wrap_openai(OpenAI(base_url=server.base, api_key="k", max_retries=0), **defaults)


def asynchronous(server: Scripted, **defaults: Any) -> AsyncOpenAI:
    return wrap_openai(AsyncOpenAI(base_url=server.base, api_key="k", max_retries=0), **defaults)


Ask = Callable[..., Any]


@pytest.fixture(params=["sync", "async"])
def ask(request: pytest.FixtureRequest) -> Ask:
    """Create a chat completion with a client of either kind; of a stream return all chunks."""

    def of_sync(server: Scripted, defaults: dict[str, Any], **asked: Any) -> Any:
        got = sync(server, **defaults).chat.completions.create(**asked)
        return list(got) if asked.get("stream") else got

    async def of_async(server: Scripted, defaults: dict[str, Any], **asked: Any) -> Any:
        async with asynchronous(server, **defaults) as client:
            got = await client.chat.completions.create(**asked)
            return [chunk async for chunk in got] if asked.get("stream") else got

    def call(server: Scripted, defaults: dict[str, Any], **asked: Any) -> Any:
        asked = {"model": "m", "messages": MESSAGES, **asked}
        if request.param == "sync":
            return of_sync(server, defaults, **asked)
        return asyncio.run(of_async(server, defaults, **asked))

    return call


@pytest.fixture
def server() -> Iterator[Scripted]:
    with serving(model) as serves:
        yield serves


def roles(server: Scripted) -> Counter[str]:
    return Counter("simulate" if text_of(r).startswith("Simulate") else "solve" for r in server.asked)


# --- what an answer is ------------------------------------------------------------------------------------


def test_the_right_candidate_is_the_answer(server: Scripted, ask: Ask) -> None:
    got = ask(server, {"k": 3}, temperature=0.6, max_tokens=77, stop=["###"], seed=3)
    assert isinstance(got, ChatCompletion)
    assert [choice.message.content for choice in got.choices] == [coded(RIGHT)]
    assert got.choices[0].finish_reason == "stop"
    assert got.model_extra["ses"]["verified"] is True
    assert got.model_extra["ses"]["summary"][0] == "Candidate 2 of 3 passes 2 of 2 examples by prediction."
    candidates = sorted((r for r in server.asked if "stop" in r), key=lambda r: r["seed"])
    sampling = {"temperature": 0.6, "max_tokens": 77, "top_p": 0.95}
    same = {"model": "m", "messages": MESSAGES, "stop": ["###"], **sampling}
    assert candidates == [{**same, "seed": seed} for seed in (3, 4, 5)]
    predictions = [r for r in server.asked if "stop" not in r]
    assert {(r["temperature"], "seed" in r, len(r["messages"])) for r in predictions} == {(0, False, 1)}


def test_usage_is_what_all_calls_took(ask: Ask) -> None:
    def counted(request: dict[str, Any]) -> Answer:
        usage = {"prompt_tokens": 10, "completion_tokens": 3, "total_tokens": 13, "cost": 0.5, "byok": False}
        details = {"completion_tokens_details": {"reasoning_tokens": 2}} if "seed" in request else {}
        message = {"role": "assistant", "content": reply(request)}
        return completion({"message": message}, model="m-1", usage={**usage, **details})

    with serving(counted) as server:
        got = ask(server, {"k": 3})
        calls = len(server.asked)
    assert calls > 3
    assert (got.model, got.usage.prompt_tokens, got.usage.completion_tokens) == ("m-1", 10 * calls, 3 * calls)
    assert got.usage.total_tokens == 13 * calls
    assert (got.usage.model_extra["cost"], got.usage.model_extra["byok"]) == (0.5 * calls, False)
    assert got.usage.completion_tokens_details.reasoning_tokens == 6
    assert got.model_extra["ses"]["roles"]["solve"]["usage"]["calls"] == 3


def test_n_choices_come_in_the_order_of_their_rank(server: Scripted, ask: Ask) -> None:
    got = ask(server, {"k": 2}, n=3)
    assert [(c.index, c.message.content) for c in got.choices] == list(
        enumerate([coded(RIGHT), coded(WRONG), coded(None)])
    )
    assert all("n" not in request for request in server.asked)


def test_a_choice_has_all_that_the_model_sent(ask: Ask) -> None:
    def thinking(request: dict[str, Any]) -> Answer:
        message = {"role": "assistant", "content": reply(request), "reasoning_content": "Hm."}
        return completion({"message": message, "finish_reason": "length"})

    with serving(thinking) as server:
        got = ask(server, {"k": 3})
        chunks = ask(server, {"k": 3}, stream=True)
    (choice,) = got.choices
    assert (choice.message.reasoning_content, choice.finish_reason) == ("Hm.", "length")
    assert got.usage is None, "no call told"
    said = [chunk.choices[0].delta.model_extra.get("reasoning_content") for chunk in chunks]
    assert said[-6:] == ["Hm.", None, None, None, None, None]
    assert chunks[-1].choices[0].finish_reason == "length"


def test_a_repaired_program_is_the_answer(server: Scripted, ask: Ask) -> None:
    got = ask(server, {}, extra_body={"ses": {"strategy": "self-fix", "turns": 2}})
    assert got.choices[0].message.content == f"```python\n{RIGHT}\n```"
    assert got.choices[0].finish_reason == "stop"
    assert got.id.startswith("chatcmpl-ses-")


def test_the_oracle_of_a_fix_explains_true_runs(server: Scripted, ask: Ask) -> None:
    ask(server, {"strategy": "self-fix", "oracle": True, "fix_feedback": "explanation", "turns": 2})
    prompts = [text_of(request) for request in server.asked if "<solution>" in text_of(request)]
    assert prompts
    assert all("Simulation:\n" in prompt and "it prints" in prompt for prompt in prompts)


def test_the_oracle_runs_candidates_and_another_model_simulates(server: Scripted, ask: Ask) -> None:
    got = ask(server, {"k": 3, "oracle": True})
    assert got.choices[0].message.content == coded(RIGHT)
    assert got.model_extra["ses"]["roles"]["execute"]["usage"]["calls"] > 0
    assert roles(server) == {"solve": 3}
    server.asked.clear()
    ask(server, {"k": 3}, extra_body={"ses": {"simulator": "small"}})
    names = Counter((r["model"], text_of(r).startswith("Simulate")) for r in server.asked)
    assert set(names) == {("m", False), ("small", True)}


@pytest.mark.parametrize("stream", [False, True])
def test_a_session_can_be_driven_by_hand(stream: bool) -> None:
    """It does no I/O: here a function answers what the client would send."""

    def perform(options: Any) -> Any:
        if options.json_data.get("seed") == 1:
            raise openai.APIConnectionError(request=None)
        message = {"role": "assistant", "content": reply(options.json_data)}
        return {"model": "m", "choices": [{"index": 0, "message": message}]}

    def make_call(flow: Any) -> CallResult:
        step = resume(flow, None)
        while not isinstance(step, CallResult):
            try:
                outcome = perform(step)
            except openai.APIConnectionError as error:
                outcome = error
            step = resume(flow, outcome)
        return step

    options = openai._models.FinalRequestOptions.construct(
        method="post", url="/chat/completions", json_data={"model": "m", "messages": MESSAGES}, headers={}
    )
    session = open_session(options, SolveOptions(k=3), UnsupportedParams())
    assert isinstance(session, SolveSession)
    flow, rounds, body = session.response_flow(stream), [], b""
    step = resume(flow, None)
    while step is not None:
        if isinstance(step, bytes):
            body += step
            step = resume(flow, None)
        else:
            rounds.append(len(step))
            step = resume(flow, [make_call(call) for call in step])
    assert rounds == [3, 2], "of one candidate, since another failed and one has no program"
    assert body.startswith(b"data: " if stream else b"{")


# --- streaming --------------------------------------------------------------------------------------------


def test_a_stream_tells_of_rounds_and_then_answers(server: Scripted, ask: Ask) -> None:
    chunks = ask(server, {"k": 3}, stream=True, n=2, stream_options={"include_usage": True})
    assert all(isinstance(chunk, ChatCompletionChunk) for chunk in chunks)
    assert len({chunk.id for chunk in chunks}) == 1
    *parts, counted = chunks
    deltas = [(part.choices[0].index, part.choices[0].delta) for part in parts]
    told = [delta.model_extra["reasoning_content"] for _, delta in deltas if delta.model_extra]
    assert told[:2] == [
        "Round 1: solve 3 (3 calls so far, 20 tokens written).\n",
        "Round 2: simulate 2 (5 calls so far, 26 tokens written).\n",
    ]
    first, second = ("".join(d.content or "" for i, d in deltas if i == index) for index in (0, 1))
    assert (first, second) == (coded(RIGHT), coded(WRONG))
    assert [d.role for i, d in deltas if i == 0 and d.role] == ["assistant"]
    ends = [(part.choices[0].index, part.choices[0].finish_reason) for part in parts]
    assert [end for end in ends if end[1]] == [(0, "stop"), (1, "stop")]
    assert parts[-1].model_extra["ses"]["verified"] is True
    assert (counted.choices, counted.usage.total_tokens > 20) == ([], True)
    assert ask(server, {"k": 3}, stream=True)[-1].choices[0].finish_reason == "stop"


def test_the_helper_for_streams(server: Scripted) -> None:
    with sync(server, k=3).chat.completions.stream(model="m", messages=MESSAGES) as stream:
        kinds = Counter(event.type for event in stream)
        final = stream.get_final_completion()
    message = final.choices[0].message
    assert final.ses["summary"][0] == "Candidate 2 of 3 passes 2 of 2 examples by prediction."
    assert (message.role, message.content) == ("assistant", coded(RIGHT))
    assert kinds["content.done"] == 1


def test_a_stream_that_is_left_asks_no_more(server: Scripted) -> None:
    with sync(server, k=3).chat.completions.create(model="m", messages=MESSAGES, stream=True) as stream:
        for chunk in stream:
            if chunk.choices[0].delta.model_extra:
                break
    assert roles(server) == {"solve": 3}


# --- everything of the client works -----------------------------------------------------------------------


def test_the_client_is_a_copy_of_the_same_type(server: Scripted) -> None:
    given = OpenAI(base_url=server.base, api_key="k")
    wrapped = wrap_openai(given, k=3)
    assert type(wrapped) is OpenAI
    given.chat.completions.create(model="m", messages=MESSAGES)
    assert len(server.asked) == 1, "the given client asks as it did"
    assert wrap_openai(AsyncOpenAI(api_key="k")).api_key == "k"


def test_copies_are_wrapped_too(server: Scripted) -> None:
    client = sync(server, k=3)
    changed = client.with_options(max_retries=5, default_headers={"X-Mine": "1"}).copy(timeout=9)
    assert (type(changed), changed.max_retries, changed.timeout) == (OpenAI, 5, 9)
    changed.chat.completions.create(
        model="m", messages=MESSAGES, extra_headers={"X-Own": "2"}, extra_query={"q": "3"}
    )
    assert roles(server)["solve"] == 3
    assert {(path, h["x-mine"], h["x-own"]) for path, h, _ in server.received} == {
        ("/v1/chat/completions?q=3", "1", "2")
    }
    server.asked.clear()
    wrap_openai(client, votes=2).chat.completions.create(model="m", messages=MESSAGES)
    assert roles(server)["solve"] == 3, "wrapping once more gives other defaults, no more"
    assert roles(server)["simulate"] > 4


def test_raw_and_streamed_responses(server: Scripted) -> None:
    completions = sync(server, k=3).chat.completions
    raw = completions.with_raw_response.create(model="m", messages=MESSAGES)
    assert (raw.status_code, raw.headers["content-type"], raw.elapsed.total_seconds() > 0) == (
        200,
        "application/json",
        True,
    )
    assert raw.parse().choices[0].message.content == coded(RIGHT)
    assert json.loads(raw.text)["ses"]["verified"] is True
    assert not any("x-stainless-raw-response" in headers for _, headers, _ in server.received)
    chunks = completions.with_raw_response.create(model="m", messages=MESSAGES, stream=True).parse()
    assert list(chunks)[-1].choices[0].finish_reason == "stop"
    with completions.with_streaming_response.create(model="m", messages=MESSAGES, stream=True) as streamed:
        lines = [line for line in streamed.iter_lines() if line]
    assert lines[-1] == "data: [DONE]"
    with completions.with_streaming_response.create(model="m", messages=MESSAGES) as whole:
        assert whole.json()["choices"][0]["message"]["content"] == coded(RIGHT)


def test_raw_responses_of_an_async_client(server: Scripted) -> None:
    async def both() -> tuple[Any, list[str]]:
        async with asynchronous(server, k=3) as client:
            raw = await client.chat.completions.with_raw_response.create(model="m", messages=MESSAGES)
            streaming = client.chat.completions.with_streaming_response
            async with streaming.create(model="m", messages=MESSAGES, stream=True) as streamed:
                return raw.parse(), [line async for line in streamed.iter_lines() if line]

    completion, lines = asyncio.run(both())
    assert completion.choices[0].message.content == coded(RIGHT)
    assert lines[-1] == "data: [DONE]"


def test_parse(server: Scripted) -> None:
    completions = sync(server, k=3).chat.completions
    parsed = completions.parse(model="m", messages=MESSAGES)
    assert isinstance(parsed, ParsedChatCompletion)
    assert parsed.choices[0].message.content == coded(RIGHT)

    class Sum(openai.BaseModel):  # type: ignore[misc]
        total: int

    server.asked.clear()
    server.script = lambda request: Answer('{"total": 7}')
    got = completions.parse(model="m", messages=MESSAGES, response_format=Sum)
    assert got.choices[0].message.parsed == Sum(total=7)
    assert "response_format" in got.model_extra["ses"]["summary"][0]
    assert len(server.asked) == 1


def test_everything_else_is_the_clients(server: Scripted) -> None:
    server.script = lambda request: of_json(
        {"object": "list", "model": "m", "data": [{"object": "embedding", "index": 0, "embedding": [0.5]}]}
    )
    client = sync(server, k=3)
    assert client.embeddings.create(model="m", input="x", encoding_format="float").data[0].embedding == [0.5]
    choice = {"index": 0, "text": "x", "finish_reason": "stop"}
    server.script = lambda request: of_json({"id": "1", "object": "text_completion", "choices": [choice]})
    assert client.completions.create(model="m", prompt=STATEMENT).choices[0].text == "x"
    assert [path for path, *_ in server.received] == ["/v1/embeddings", "/v1/completions"]


def test_azure(server: Scripted) -> None:
    given = AzureOpenAI(azure_endpoint=server.base.removesuffix("/v1"), api_key="k", api_version="2024-10-21")
    got = (
        wrap_openai(given, k=3)
        .with_options(max_retries=0)
        .chat.completions.create(model="m", messages=MESSAGES)
    )
    assert got.choices[0].message.content == coded(RIGHT)
    paths = {path.split("?")[0] for path, *_ in server.received}
    assert paths == {"/openai/deployments/m/chat/completions"}


# --- the plain model --------------------------------------------------------------------------------------

TOOL = {"type": "function", "function": {"name": "f"}}
PLAIN: list[tuple[dict[str, Any], str]] = [
    ({"messages": POEM}, "no examples"),
    ({"messages": POEM, "stream": True, "stream_options": {"include_usage": True}}, "no examples"),
    ({"tools": [TOOL], "n": 2, "temperature": 0, "max_tokens": 5}, "tools"),
    ({"messages": "no messages", "extra_body": {"top_k": 3}}, "messages"),
]


def plain(request: dict[str, Any]) -> Answer:
    """A model that writes no programs, in two chunks if they are asked for."""
    if not request.get("stream"):
        return completion({"message": {"role": "assistant", "content": "Leaves."}})
    chunk = b'data: {"object": "chat.completion.chunk", "choices": []}\n\n'
    return Answer(raw=chunk * 2 + b"data: [DONE]\n\n", headers={"Content-Type": "text/event-stream"})


@pytest.mark.parametrize(("asked", "why"), PLAIN)
@pytest.mark.parametrize("raw", [False, True])
def test_plain_requests_are_the_bare_clients(
    server: Scripted, asked: dict[str, Any], why: str, raw: bool
) -> None:
    server.script = plain
    asked = {"model": "m", "messages": MESSAGES, **asked}
    ours = {**asked, "extra_body": {"ses": {"k": 2}, "ses_votes": 1, **asked.get("extra_body", {})}}
    got = []
    for client, body in ((OpenAI(base_url=server.base, api_key="k"), asked), (sync(server), ours)):
        completions: Any = client.chat.completions.with_raw_response if raw else client.chat.completions
        answer = completions.create(**body)
        answer = answer.parse() if raw else answer
        got.append(list(answer) if asked.get("stream") else [answer])
    bare, wrapped = server.received
    assert bare == wrapped
    without, told = got
    for one in told:
        report = one.model_extra.pop("ses")
        assert (report["strategy"], report["verified"], why in report["summary"][0]) == (None, None, True)
    assert told == without


def test_plain_requests_of_an_async_client(ask: Ask) -> None:
    with serving(plain) as server:
        told = ask(server, {}, messages=POEM).model_extra["ses"]["summary"]
        assert told == ["no examples were found in the prompt"]
        chunks = ask(server, {}, messages=POEM, stream=True)
    assert [chunk.model_extra["ses"]["verified"] for chunk in chunks] == [None, None]


# --- what goes wrong --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("defaults", "own", "told"),
    [
        ({"kk": 1}, {}, "no such option"),
        ({"k": 0}, {}, "an integer from 1 to 1000"),
        ({"concurrency": 0}, {}, "concurrency is 0"),
        ({}, {"kk": 1}, "no such option"),
        ({}, 3, "is not an object of options"),
        ({}, {"max_calls": 0}, "an integer of at least 1"),
        ({}, {"k": 2, "max_calls": 1}, "max_calls=1 allows no request"),
        ({}, {"max_total_tokens": 512}, "takes a reply of up to 2048 tokens"),
    ],
)
@pytest.mark.parametrize("stream", [False, True])
def test_wrong_options_are_told(
    server: Scripted, ask: Ask, defaults: dict[str, Any], own: Any, told: str, stream: bool
) -> None:
    with pytest.raises(UsageError, match=told):
        ask(server, defaults, extra_body={"ses": own}, stream=stream)
    assert server.asked == []


def test_a_missing_library_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith("ses_plugin.adapters.openai")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "openai", None)
    monkeypatch.delitem(vars(ses_plugin), "wrap_openai", raising=False)  # kept from its first use
    with pytest.raises(MissingDependency, match=r"pip install 'ses_plugin\[openai\]'"):
        _ = ses_plugin.wrap_openai
    with pytest.raises(AttributeError, match="no attribute 'wrap_closedai'"):
        _ = ses_plugin.wrap_closedai


def test_what_is_no_client_is_told() -> None:
    with pytest.raises(UsageError, match="is no client"):
        wrap_openai(openai)


def test_a_candidate_that_fails_is_one_less(ask: Ask) -> None:
    def script(request: dict[str, Any]) -> Answer:
        bad = {
            0: Answer("down", 500),
            2: Answer(raw=b"<html>junk"),
            3: Answer(raw=b'{"choices": [{"mess', headers={"Content-Type": "application/json"}),
            4: of_json({"choices": []}),
            5: of_json(["x"]),
        }
        return bad.get(request.get("seed", 1)) or model(request)

    with serving(script) as server:
        got = ask(server, {"k": 6}, n=3)
    assert [choice.message.content for choice in got.choices] == [coded(RIGHT)]
    spent = got.model_extra["ses"]["roles"]["solve"]["usage"]
    assert (spent["calls"], spent["failed"]) == (1, 5)


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (Answer("down", 500), openai.InternalServerError),
        (Answer("who", 401), openai.AuthenticationError),
        (Answer("what", 400), openai.BadRequestError),
        (of_json({"error": {"code": "unsupported_value", "param": "messages", "message": "no"}}, 400),
         openai.BadRequestError),
        (Answer(raw=b'{"cho', headers={"Content-Type": "application/json"}), json.JSONDecodeError),
        (Answer(raw=b"<html>junk"), openai.OpenAIError),
    ],
)  # fmt: skip
@pytest.mark.parametrize("stream", [False, True])
def test_no_candidate_is_the_clients_own_error(
    ask: Ask, answer: Answer, error: type[Exception], stream: bool
) -> None:
    with serving(lambda request: answer) as server, pytest.raises(error):
        ask(server, {"k": 2}, stream=stream)


def test_a_server_that_is_not_there(ask: Ask) -> None:
    with serving(model) as gone:
        pass
    with pytest.raises(openai.APIConnectionError):
        ask(gone, {"k": 2})


def test_retries_are_the_clients() -> None:
    seen: Counter[int] = Counter()

    def script(request: dict[str, Any]) -> Answer:
        seed = request.get("seed", -1)
        seen[seed] += 1
        return (
            Answer("busy", 429, {"retry-after-ms": "1"}) if seed >= 0 and seen[seed] == 1 else model(request)
        )

    with serving(script) as server:
        client = sync(server, k=3).with_options(max_retries=1)
        got = client.chat.completions.create(model="m", messages=MESSAGES)
    assert got.choices[0].message.content == coded(RIGHT)
    assert server.refused == 3


def test_parameters_that_a_model_refuses_are_not_sent_again(ask: Ask) -> None:
    """As OpenAI's reasoning models do. What the user's own request has is not ours to change."""

    def picky(request: dict[str, Any]) -> Answer:
        for name in ("max_tokens", "temperature", "top_p"):
            if name in request:
                row = {"message": f"no {name}", "code": "unsupported_parameter", "param": name}
                return of_json({"error": row}, 400)
        return model(request)

    with serving(picky) as server:
        got = ask(server, {"k": 3})
    assert got.choices[0].message.content == coded(RIGHT)
    assert {request.get("max_completion_tokens") for request in server.asked} == {2048}
    assert server.refused <= 3 * 3


def test_replies_in_parts_are_read(ask: Ask) -> None:
    """As Magistral sends them: what it thinks, then what it says."""

    def script(request: dict[str, Any]) -> Answer:
        thought = {"type": "thinking", "thinking": [{"type": "text", "text": coded(WRONG)}]}
        parts = [thought, {"type": "text", "text": reply(request)}]
        return completion({"message": {"role": "assistant", "content": parts}, "finish_reason": "stop"})

    with serving(script) as server:
        got = ask(server, {"k": 3})
    assert got.model_extra["ses"]["program"] == RIGHT + "\n"
    assert got.model_extra["ses"]["verified"]


REFUSALS: dict[str, tuple[int, Any]] = {
    "mistral": (422, {"detail": [{"type": "extra_forbidden", "loc": ["body", "seed"], "input": 0}]}),
    "gemini": (400, [{"error": {"code": 400, "message": 'Unknown name "seed": Cannot find field.'}}]),
    "bedrock": (400, {"message": "Malformed input request: #: extraneous key [seed] is not permitted"}),
    "nameless": (400, {"error": "Bad Request"}),
}


def refusing(name: str) -> Callable[[dict[str, Any]], Answer]:
    """A server that refuses requests with a seed, each in its words; it draws by itself."""
    status, body = REFUSALS[name]
    drawn = iter(range(100))

    def script(request: dict[str, Any]) -> Answer:
        if "seed" in request:
            return of_json(body, status)
        return model({**request, "seed": next(drawn)} if request["messages"] == MESSAGES else request)

    return script


@pytest.mark.parametrize("name", REFUSALS)
def test_a_server_without_seeds_is_asked_without(ask: Ask, name: str) -> None:
    with serving(refusing(name)) as server:
        got = ask(server, {"k": 3})
        refused = server.refused
    assert got.choices[0].message.content == coded(RIGHT)
    assert got.model_extra["ses"]["roles"]["solve"]["usage"]["failed"] == 0
    assert refused <= 3
    candidates = [request for request in server.asked if request["messages"] == MESSAGES]
    assert all("seed" not in request for request in candidates)
    if name != "nameless":
        assert all(request["temperature"] == 1.0 for request in candidates)


def test_it_is_remembered_by_client_and_model() -> None:
    with serving(refusing("mistral")) as server:
        client = sync(server, k=3)
        for wrapped in (client, client.with_options(timeout=60)):
            for _ in range(2):
                wrapped.chat.completions.create(model="m", messages=MESSAGES)
        assert server.refused <= 3
        client.chat.completions.create(model="other", messages=MESSAGES)
        assert server.refused > 3


def test_what_the_user_asked_for_is_sent_until_the_end(ask: Ask) -> None:
    with serving(refusing("mistral")) as server:
        with pytest.raises(openai.UnprocessableEntityError):
            ask(server, {"k": 3}, seed=5)
        assert all(json.loads(body)["seed"] >= 5 for _, _, body in server.received)


def test_one_of_temperature_and_top_p(ask: Ask) -> None:
    def claude(request: dict[str, Any]) -> Answer:
        if {"temperature", "top_p"} <= set(request):
            text = "`temperature` and `top_p` cannot both be specified for this model. Please use only one."
            return of_json({"error": {"type": "invalid_request_error", "message": text}}, 400)
        return model(request)

    with serving(claude) as server:
        assert ask(server, {"k": 3}).choices[0].message.content == coded(RIGHT)
        assert {request.get("temperature") for request in server.asked} == {0.0, 1.0}
        server.asked.clear()
        ask(server, {"k": 3}, top_p=0.5)
        drawn = [request for request in server.asked if request["messages"] == MESSAGES]
    assert all("temperature" not in request and request["top_p"] == 0.5 for request in drawn)


# --- many calls at a time ---------------------------------------------------------------------------------


def test_no_more_calls_at_a_time_than_allowed(ask: Ask) -> None:
    lock, together, now, most = threading.Lock(), threading.Event(), 0, 0

    def script(request: dict[str, Any]) -> Answer:
        nonlocal now, most
        with lock:
            now += 1
            most = max(most, now)
            if now == 4:
                together.set()
        together.wait(600)  # a busy machine may take long to send as many
        time.sleep(0.03)  # for any that would be too many
        with lock:
            now -= 1
        return model(request)

    with serving(script) as server:
        ask(server, {"k": 12, "concurrency": 4})
    assert most == 4


def test_the_limit_is_the_clients_not_the_requests() -> None:
    lock, now, most = threading.Lock(), 0, 0

    def work(item: int) -> int:
        nonlocal now, most
        with lock:
            now += 1
            most = max(most, now)
        time.sleep(0.01)
        with lock:
            now -= 1
        return item

    threads = Threads(3)
    users = [threading.Thread(target=threads.map, args=(work, range(n))) for n in (1, 6, 6)]
    for user in users:
        user.start()
    for user in users:
        user.join()
    assert most == 3
    assert threads.map(work, range(5)) == [0, 1, 2, 3, 4]
    assert threads.map(work, []) == []


def test_a_thread_that_raises_is_heard() -> None:
    def work(item: int) -> int:
        raise SystemExit(item)

    with pytest.raises(SystemExit):
        Threads(2).map(work, [1, 2])


def test_threads_see_what_their_caller_sees() -> None:
    span = ContextVar("span", default="")
    span.set("mine")
    assert Threads(2).map(lambda item: span.get(), [1, 2]) == ["mine", "mine"]


def test_tasks_serve_one_event_loop_after_the_other() -> None:
    tasks = Tasks(2)

    async def work(item: int) -> int:
        await asyncio.sleep(0)
        return item

    for _ in range(2):
        assert asyncio.run(tasks.map(work, [1, 2, 3])) == [1, 2, 3]


def test_cancelling_leaves_no_tasks() -> None:
    stuck = threading.Event()

    def script(request: dict[str, Any]) -> Answer:
        stuck.wait(600)
        return model(request)

    async def cancelled(server: Scripted) -> list[Any]:
        client = asynchronous(server, k=6, concurrency=2)
        request = asyncio.create_task(client.chat.completions.create(model="m", messages=MESSAGES))
        while len(server.received) < 2:
            await asyncio.sleep(0.01)
        request.cancel()
        with pytest.raises(asyncio.CancelledError):
            await request
        left = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        await client.close()
        return left

    with serving(script) as server:
        assert asyncio.run(cancelled(server)) == []
        stuck.set()
        time.sleep(0.05)
        assert len(server.received) == 2


INTERRUPTED = """
import signal, sys, threading
signal.signal(signal.SIGINT, signal.default_int_handler)
from openai import OpenAI
from ses_plugin import wrap_openai
client = wrap_openai(OpenAI(base_url=sys.argv[1], api_key="k"), k=6, concurrency=2)
try:
    client.chat.completions.create(model="m", messages=[{"role": "user", "content": sys.argv[2]}])
except KeyboardInterrupt:
    print("interrupted", flush=True)
    sys.stdin.readline()
    for thread in threading.enumerate():
        if thread.name == "ses-openai":
            thread.join(120)
    print(sum(thread.name == "ses-openai" for thread in threading.enumerate()), flush=True)
    client.chat.completions.create(model="m", messages=[{"role": "user", "content": sys.argv[2]}])
"""


def test_ctrl_c_is_heeded_at_once() -> None:
    """No call begins after it; threads end with the calls that they are in, and do not hold up the exit."""
    stuck = threading.Event()

    def script(request: dict[str, Any]) -> Answer:
        stuck.wait(600)
        return model(request)

    def interrupt(calls: int) -> None:
        while len(server.received) < calls:
            assert process.poll() is None
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)

    with serving(script) as server:
        process = subprocess.Popen(
            [sys.executable, "-c", INTERRUPTED, server.base, STATEMENT],
            env=dict(os.environ),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert process.stdin
        assert process.stdout
        interrupt(2)
        assert process.stdout.readline() == "interrupted\n"
        stuck.set()
        process.stdin.write("\n")
        process.stdin.flush()
        assert process.stdout.readline() == "0\n"
        assert len(server.received) == 2
        stuck.clear()
        interrupt(4)
        _, told = process.communicate(timeout=120)  # while the server holds two calls
    assert process.returncode in (130, -signal.SIGINT)
    assert "KeyboardInterrupt" in told


# --- the Responses API ------------------------------------------------------------------------------------


def responding(request: dict[str, Any]) -> Answer:
    """The model at `/responses`, where there are no seeds: its second candidate is the right one."""
    assert not {"seed", "messages", "max_tokens", "stream"} & set(request)
    solving = not text_of(request).startswith("Simulate")
    drawn.update(["solve"] * solving)
    text = reply({**request, "seed": drawn["solve"] - 1}) if solving else reply(request)
    part = {"type": "output_text", "text": text, "annotations": []}
    item = {"id": "msg_1", "type": "message", "role": "assistant", "status": "completed", "content": [part]}
    usage = {
        "input_tokens": 5,
        "input_tokens_details": {"cached_tokens": 1},
        "output_tokens": 2,
        "output_tokens_details": {"reasoning_tokens": 1},
        "total_tokens": 7,
    }
    head = {"id": f"resp_{drawn['solve']}", "object": "response", "created_at": 1, "model": "m"}
    tools = {"tools": [], "tool_choice": "auto", "parallel_tool_calls": True}
    row = {**head, **tools, "status": "completed", "output": [item], "usage": usage}
    return of_json(row)


drawn: Counter[str] = Counter()


@pytest.fixture
def responses_server() -> Iterator[Scripted]:
    drawn.clear()
    with serving(responding) as serves:
        yield serves


def test_responses(responses_server: Scripted) -> None:
    got = sync(responses_server, k=3).responses.create(
        model="m",
        input=[{"role": "user", "content": [{"type": "input_text", "text": STATEMENT}]}],
        instructions="Be brief.",
        max_output_tokens=99,
        store=False,
    )
    assert isinstance(got, Response)
    assert got.output_text == coded(RIGHT)
    calls = len(responses_server.asked)
    assert got.usage
    assert (got.usage.total_tokens, got.usage.output_tokens_details.reasoning_tokens) == (7 * calls, calls)
    assert got.model_extra["ses"]["verified"] is True
    solving = [r for r in responses_server.asked if "instructions" in r]
    assert {(len(r["input"]), r["max_output_tokens"], r["temperature"]) for r in solving} == {(1, 99, 1.0)}
    assert len(solving) == 3
    assert {r["store"] for r in responses_server.asked} == {False}


def test_responses_in_a_stream(responses_server: Scripted) -> None:
    async def events() -> list[Any]:
        async with asynchronous(responses_server, k=3) as client:
            return [e async for e in await client.responses.create(model="m", input=STATEMENT, stream=True)]

    got = asyncio.run(events())
    assert [event.sequence_number for event in got] == list(range(len(got)))
    assert [event.type for event in got][:2] == ["response.created", "response.in_progress"]
    told = "".join(event.delta for event in got if event.type == "response.reasoning_summary_text.delta")
    assert told.startswith("Round 1: solve 3 (3 calls so far, 6 tokens written).\nRound 2: simulate")
    said = "".join(event.delta for event in got if event.type == "response.output_text.delta")
    assert said == coded(RIGHT)
    assert got[-1].type == "response.completed"
    assert got[-1].response.output_text == coded(RIGHT)
    ids = {event.response.id for event in got if hasattr(event, "response")}
    assert ids == {got[-1].response.id}, "openai 3 refuses a stream whose ids change"
    assert got[-1].response.ses["response_id"] == "resp_2"
    drawn.clear()
    with sync(responses_server, k=3).responses.stream(model="m", input=STATEMENT) as stream:
        assert stream.get_final_response().output_text == coded(RIGHT)


def test_a_stream_of_a_server_whose_items_have_no_ids() -> None:
    def script(request: dict[str, Any]) -> Answer:
        row = json.loads(responding(request).raw or b"")
        (item,) = row["output"]
        del item["id"]
        item["content"].insert(0, {"type": "refusal", "refusal": "Not gladly."})
        return of_json({**row, "output": [item, item]})

    drawn.clear()
    with serving(script) as server, sync(server, k=2).responses.stream(model="m", input=STATEMENT) as stream:
        output = stream.get_final_response().output
    assert len({item.id for item in output}) == len(output) == 2


def test_responses_that_were_repaired(responses_server: Scripted) -> None:
    client = sync(responses_server, strategy="self-fix", turns=2)
    got = client.responses.create(model="m", input=STATEMENT)
    assert got.output_text == f"```python\n{RIGHT}\n```"
    assert got.id.startswith("resp_ses_")


@pytest.mark.parametrize(
    "asked",
    [
        {"input": "Write a poem about spring."},
        {"input": STATEMENT, "previous_response_id": "resp_0"},
        {"input": STATEMENT, "tools": [{"type": "web_search"}]},
        {"input": STATEMENT, "text": {"format": {"type": "json_object"}}},
        {"input": [{"type": "function_call_output", "call_id": "1", "output": "x"}]},
        {"input": [{"role": "user", "content": [{"type": "input_image", "image_url": "x"}]}]},
    ],
)
def test_plain_responses(responses_server: Scripted, asked: dict[str, Any]) -> None:
    got = sync(responses_server, k=3).responses.create(model="m", extra_body={"ses": {"k": 2}}, **asked)
    assert responses_server.asked == [{"model": "m", **asked}]
    assert got.model_extra["ses"]["summary"][0]
    with pytest.raises(UsageError, match="no such option"):
        sync(responses_server).responses.create(model="m", extra_body={"ses_kk": 2}, **asked)
