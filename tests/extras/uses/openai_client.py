"""The extra `openai`: every way in which a client asks, sync and async, whole and streamed."""

from __future__ import annotations

import asyncio
import sys
from typing import Any

import openai
from common import PLAIN, RIGHT, STATEMENT, Model, coded
from openai import AsyncOpenAI, OpenAI
from scripted_server import Scripted, serving

from ses_plugin import wrap_openai

ASK: Any = {"model": "m", "messages": [{"role": "user", "content": STATEMENT}]}
HELLO: Any = {"model": "m", "messages": [{"role": "user", "content": PLAIN}]}
SECOND = "Candidate 2 of 3 passes 2 of 2 examples by prediction."


def chat(server: Scripted) -> None:
    client = sync(server)
    answer = client.chat.completions.create(**ASK)
    assert answer.choices[0].message.content == coded(RIGHT)
    assert answer.ses["summary"][0] == SECOND
    calls = len(server.asked)
    usage = answer.usage.model_dump()
    assert (usage["total_tokens"], usage["new_tokens"]) == (7 * calls, 3 * calls)
    assert (usage["new_details"], usage["new_flag"]) == ({"new": calls}, True)
    raw = client.chat.completions.with_raw_response.create(**ASK)
    bare = OpenAI(base_url=server.base, api_key="k").chat.completions.with_raw_response.create(**HELLO)
    assert type(raw.http_response) is type(bare.http_response)
    assert raw.parse().ses["verified"]
    with client.chat.completions.with_streaming_response.create(**ASK, stream=True) as lines:
        assert [line for line in lines.iter_lines() if line][-1] == "data: [DONE]"
    plain = client.chat.completions.create(**HELLO)
    assert (plain.choices[0].message.content, bool(plain.ses["summary"])) == ("Hello.", True)
    assert [chunk.ses["verified"] for chunk in client.chat.completions.create(**HELLO, stream=True)] == [
        None
    ] * 2


def streams(server: Scripted) -> None:
    client = sync(server)
    chunks = list(client.chat.completions.create(**ASK, stream=True))
    assert chunks[-1].ses["summary"][0] == SECOND
    assert not any("ses" in (chunk.model_extra or {}) for chunk in chunks[:-1])
    with client.chat.completions.stream(**ASK) as stream:
        kinds = {event.type for event in stream}
        final = stream.get_final_completion()
    assert {"chunk", "content.delta", "content.done"} <= kinds
    assert final.choices[0].message.content == coded(RIGHT)
    assert final.ses["summary"][0] == SECOND


def responses(server: Scripted) -> None:
    client = sync(server)
    answer = client.responses.create(model="m", input=STATEMENT)
    assert (answer.output_text, answer.ses["verified"]) == (coded(RIGHT), True)
    assert answer.usage.model_dump()["new_tokens"] == 3 * len(server.asked)
    server.script = Model()
    with client.responses.stream(model="m", input=STATEMENT) as stream:
        first = next(iter(stream)).response.id
        final = stream.get_final_response()
    assert final.id == first
    assert (final.output_text, final.ses["verified"]) == (coded(RIGHT), True)
    assert final.ses["response_id"] == "resp_1"


async def asynchronous(server: Scripted) -> None:
    async with wrap_openai(AsyncOpenAI(base_url=server.base, api_key="k"), k=3) as client:
        answer = await client.chat.completions.create(**ASK)
        assert (answer.choices[0].message.content, answer.ses["verified"]) == (coded(RIGHT), True)
        chunks = [chunk async for chunk in await client.chat.completions.create(**ASK, stream=True)]
        assert chunks[-1].ses["verified"]
        async with client.chat.completions.stream(**ASK) as stream:
            assert (await stream.get_final_completion()).ses["summary"][0] == SECOND
        server.script = Model()
        async with client.responses.stream(model="m", input=STATEMENT) as events:
            assert (await events.get_final_response()).ses["verified"]


def no_server(gone: Scripted) -> None:
    client = wrap_openai(OpenAI(base_url=gone.base, api_key="k", max_retries=0), k=2)
    try:
        client.chat.completions.create(**ASK)
    except openai.APIConnectionError:
        return
    raise AssertionError("no error where there is no server")


def given_an_http_client(server: Scripted) -> None:
    """openai 3 still takes the clients of httpx, where that is installed."""
    import httpx

    with httpx.Client() as http:
        client = wrap_openai(OpenAI(base_url=server.base, api_key="k", http_client=http), k=3)
        raw = client.chat.completions.with_raw_response.create(**ASK)
        assert isinstance(raw.http_response, httpx.Response)
        assert raw.parse().ses["verified"]
        assert list(client.chat.completions.create(**ASK, stream=True))[-1].ses["verified"]


def sync(server: Scripted) -> OpenAI:
    return wrap_openai(OpenAI(base_url=server.base, api_key="k"), k=3)


uses = [chat, streams, responses, lambda server: asyncio.run(asynchronous(server))]
if "--httpx" in sys.argv:
    uses.append(given_an_http_client)
for use in uses:
    with serving(Model()) as scripted:
        use(scripted)
no_server(scripted)
print("used")
