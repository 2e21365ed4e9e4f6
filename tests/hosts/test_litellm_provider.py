"""LiteLLM's provider `ses`, by the real LiteLLM, against a server whose replies are written here."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from ses_plugin.adapters.litellm import CallSettings
from ses_plugin.adapters.litellm.models import load_litellm
from ses_plugin.adapters.litellm.provider import Provider, handler, logging_handler, register_provider
from ses_plugin.service.options import SolveOptions
from tests.hosts.scripted_server import Answer, Scripted, serving
from tests.hosts.test_litellm import RIGHT, STATEMENT, WRONG

# LiteLLM's types and its streaming make Pydantic warn; nothing here is ours.
pytestmark = pytest.mark.filterwarnings("ignore")

litellm = load_litellm()
POSED = [{"role": "user", "content": STATEMENT}]
PLAIN = [{"role": "user", "content": "Say hello."}]
NEEDS_ORJSON = "LiteLLM's cache and fallbacks need orjson, and do not require it"


def coded(source: str) -> str:
    return f"Think.\n```python\n{source}\n```"


def model(request: dict[str, Any]) -> Answer:
    """Of three candidates one is right, one wrong, one no program; predictions are true; else: hello."""
    prompt = request["messages"][-1]["content"]
    if prompt.startswith("Simulate"):
        a, b = map(int, prompt.split("<input>\n")[1].split("\n</input>")[0].split())
        return Answer(f"<output>\n{a + b if 'sum(' in prompt else a * b}\n</output>")
    if prompt == STATEMENT:
        source = (WRONG, RIGHT, None)[request.get("seed", 0) % 3]
        return Answer(coded(source) if source else "I do not know.")
    if request.get("stream"):
        return spoken("He", "llo")
    return Answer("Hello") if prompt == "Say hello." else Answer("SUBMIT")


def spoken(*texts: str) -> Answer:
    """Return a streamed answer, that ends at the limit of tokens; its usage comes last."""
    choices: list[list[dict[str, Any]]] = [[{"index": 0, "delta": {"content": text}}] for text in texts]
    choices += [[{"index": 0, "delta": {}, "finish_reason": "length"}], []]
    chunk = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m"}
    chunks = [{**chunk, "choices": some} for some in choices]
    chunks[-1]["usage"] = {"prompt_tokens": 11, "completion_tokens": 22, "total_tokens": 33}
    lines = [*map(json.dumps, chunks), "[DONE]"]
    body = "".join(f"data: {line}\n\n" for line in lines).encode()
    return Answer(raw=body, headers={"content-type": "text/event-stream"})


@pytest.fixture(autouse=True)
def provider() -> Iterator[None]:
    """Make the provider known, and forget it and all callbacks of the test."""
    flag = "enable_caching_on_provider_specific_optional_params"
    earlier = litellm.callbacks, list(litellm.custom_provider_map), getattr(litellm, flag)
    register_provider()
    yield
    litellm.callbacks, litellm.custom_provider_map[:] = earlier[:2]
    setattr(litellm, flag, earlier[2])


def asked_of(server: Scripted, kind: str) -> list[dict[str, Any]]:
    return [request for request in server.asked if request["messages"][-1]["content"].startswith(kind)]


def ask(server: Scripted, name: str = "openai/gpt-4o", messages: Any = POSED, **more: Any) -> Any:
    return litellm.completion(
        model=f"ses/{name}", messages=messages, api_base=server.base, api_key="my-key", **more
    )


def test_self_verify_chooses_and_all_calls_are_paid_for() -> None:
    with serving(model) as server:
        response = ask(server, "self-verify/openai/gpt-4o", ses_k=3, n=2, user="me")
    assert [choice.message.content for choice in response.choices] == [coded(RIGHT), coded(WRONG)]
    assert response.ses["verified"]
    usage = response.usage
    assert len(server.asked) == 3 + 3
    sent = sum(len(m["content"].split()) for request in server.asked for m in request["messages"])
    assert (usage.prompt_tokens, usage.total_tokens) == (sent, sent + usage.completion_tokens)
    price = litellm.get_model_info("openai/gpt-4o")
    cost = sent * price["input_cost_per_token"] + usage.completion_tokens * price["output_cost_per_token"]
    assert response._hidden_params["response_cost"] == pytest.approx(cost)
    assert response.ses["cost"] == pytest.approx(cost)
    assert set(server.keys) == {"Bearer my-key"}
    assert all(request["messages"] == POSED for request in server.asked[:3])
    assert sorted(request["seed"] for request in server.asked[:3]) == [0, 1, 2]


@pytest.mark.parametrize(
    "more",
    [{"ses_k": 2}, {"ses": {"k": 2}}, {"extra_body": {"ses": {"k": 2}}}, {"extra_body": {"ses_k": "2"}}],
)
def test_options_from_wherever_they_come(more: dict[str, Any]) -> None:
    with serving(model) as server:
        ask(server, **more)
    assert len(asked_of(server, "Print")) == 2
    assert not any("ses" in key or key == "extra_body" for request in server.asked for key in request)


def test_a_strategy_by_name_and_by_option() -> None:
    with serving(model) as server:
        fixed = ask(server, "self-fix/openai/gpt-4o", ses_turns=2)
        plain = ask(server, ses_strategy="solve")
    assert (fixed.ses["strategy"], plain.ses["strategy"]) == ("self-fix", "solve")
    assert plain.choices[0].message.content == coded(WRONG)


def test_stop_and_seed_are_the_answers_own() -> None:
    with serving(model) as server:
        ask(server, ses_k=2, seed=7, stop=["###"], temperature=0.5, max_tokens=99)
    solving, simulating = asked_of(server, "Print"), asked_of(server, "Simulate")
    assert [request["stop"] for request in solving] == [["###"]] * 2
    assert sorted(request["seed"] for request in solving) == [7, 8]
    assert {(request["temperature"], request["max_tokens"]) for request in solving} == {(0.5, 99)}
    assert simulating
    assert not any("stop" in request or "seed" in request for request in simulating)


def test_what_poses_no_problem_is_the_plain_models() -> None:
    with serving(model) as server:
        response = ask(server, messages=PLAIN, ses_k=3, temperature=0.1)
        as_json = ask(server, response_format={"type": "json_object"})
    assert response.choices[0].message.content == "Hello"
    assert response.ses["strategy"] is None
    assert "response_format" in as_json.ses["summary"][0]
    assert server.asked[0] == {"messages": PLAIN, "model": "gpt-4o", "temperature": 0.1}
    assert (response.usage.total_tokens, len(server.asked)) == (3, 2)
    assert response._hidden_params["response_cost"] > 0


def text_of(chunks: list[Any], name: str) -> str:
    deltas = [chunk.choices[0].delta for chunk in chunks if chunk.choices]
    return "".join(getattr(delta, name, None) or "" for delta in deltas)


async def astreamed(server: Scripted, messages: Any, **more: Any) -> list[Any]:
    stream = await litellm.acompletion(
        model="ses/openai/gpt-4o",
        messages=messages,
        api_base=server.base,
        api_key="k",
        stream=True,
        stream_options={"include_usage": True},
        **more,
    )
    return [chunk async for chunk in stream]


def test_progress_is_streamed_as_reasoning_and_usage_is_true() -> None:
    with serving(model) as server:
        whole = ask(server, ses_k=3).usage
        sync = list(ask(server, ses_k=3, stream=True, stream_options={"include_usage": True}))
        for chunks in (sync, asyncio.run(astreamed(server, POSED, ses_k=3))):
            assert text_of(chunks, "content") == coded(RIGHT)
            lines = text_of(chunks, "reasoning_content").splitlines()
            assert [line.split("   ")[:2] for line in lines[:2]] == [
                ["round 1", "solve 3/3"],
                ["round 2", "solve 3/3"],
            ]
            (usage,) = [chunk.usage for chunk in chunks if getattr(chunk, "usage", None)]
            assert (usage.prompt_tokens, usage.completion_tokens) == (
                whole.prompt_tokens,
                whole.completion_tokens,
            )
            assert usage.completion_tokens_details.reasoning_tokens == 0
            assert usage.cost == pytest.approx(whole.cost)
            assert [c.finish_reason for chunk in chunks for c in chunk.choices if c.finish_reason] == ["stop"]
            (told,) = [chunk.ses for chunk in chunks if getattr(chunk, "ses", None)]
            assert told["verified"]


def test_several_answers_are_streamed() -> None:
    with serving(model) as server:
        chunks = asyncio.run(astreamed(server, POSED, ses_k=3, n=2))
    said = {c.index: c.delta.content for chunk in chunks for c in chunk.choices if c.delta.content}
    ended = sorted(c.index for chunk in chunks for c in chunk.choices if c.finish_reason)
    assert (said, ended) == ({0: coded(RIGHT), 1: coded(WRONG)}, [0, 1])


def test_the_plain_models_stream_goes_through_with_its_end_and_usage() -> None:
    with serving(model) as server:
        chunks = asyncio.run(astreamed(server, PLAIN))
    assert text_of(chunks, "content") == "Hello"
    assert [c.finish_reason for chunk in chunks for c in chunk.choices if c.finish_reason] == ["length"]
    (usage,) = [chunk.usage for chunk in chunks if getattr(chunk, "usage", None)]
    assert (usage.prompt_tokens, usage.completion_tokens) == (11, 22)
    assert chunks[0].ses["strategy"] is None


def test_sync_calls_inside_a_running_loop() -> None:
    """As in Jupyter, and from several threads at once."""

    async def in_a_loop() -> list[str]:
        here = ask(server, ses_k=2).choices[0].message.content
        there = await asyncio.gather(*(asyncio.to_thread(ask, server, ses_k=2) for _ in range(3)))
        return [here, *(response.choices[0].message.content for response in there)]

    with serving(model) as server:
        assert asyncio.run(in_a_loop()) == [coded(RIGHT)] * 4


def test_a_cancelled_request_asks_for_no_more() -> None:
    started, go_on = threading.Event(), threading.Event()

    def script(request: dict[str, Any]) -> Answer:
        started.set()
        go_on.wait(600)
        return model(request)

    async def cancelled(stream: bool) -> None:
        started.clear()
        work = astreamed(server, POSED, ses_k=2) if stream else acompleted()
        task = asyncio.create_task(work)
        while not started.is_set():
            await asyncio.sleep(0.01)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    async def acompleted() -> Any:
        return await litellm.acompletion(
            model="ses/openai/gpt-4o", messages=POSED, api_base=server.base, api_key="k", ses_k=2
        )

    with serving(script) as server:
        asyncio.run(cancelled(stream=False))
        asyncio.run(cancelled(stream=True))
        go_on.set()
        time.sleep(0.3)
        assert not asked_of(server, "Simulate")


def test_a_stream_that_is_left_asks_for_no_more() -> None:
    with serving(model) as server:
        stream = ask(server, ses_k=3, stream=True)
        assert "round 1" in next(stream).choices[0].delta.reasoning_content
        stream.completion_stream.close()
        time.sleep(0.3)
        asked = len(server.asked)
        time.sleep(0.3)
        assert len(server.asked) == asked


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (401, "AuthenticationError"),
        (404, "NotFoundError"),
        (429, "RateLimitError"),
        (500, "InternalServerError"),
    ],
)
def test_if_nothing_came_the_models_error_is_raised(status: int, error: str) -> None:
    register_provider(Provider(call_settings=CallSettings(retries=0)))
    with serving(lambda request: Answer("the server's words", status)) as server:
        for messages in (POSED, PLAIN):
            with pytest.raises(getattr(litellm, error), match="the server's words"):
                ask(server, messages=messages, max_retries=0)


def test_candidates_that_came_are_enough() -> None:
    def script(request: dict[str, Any]) -> Answer:
        return Answer("down", 500) if request.get("seed") == 0 else model(request)

    register_provider(Provider(call_settings=CallSettings(retries=0)))
    with serving(script) as server:
        response = ask(server, ses_k=2, n=2)
    assert [choice.message.content for choice in response.choices] == [coded(RIGHT)]
    assert response.ses["roles"]["solve"]["usage"]["failed"] == 1


def test_what_we_add_and_a_server_refuses_is_left_out() -> None:
    drawn = iter(range(100))

    def script(request: dict[str, Any]) -> Answer:
        if "seed" in request:
            raw = b'{"detail": [{"type": "extra_forbidden", "loc": ["body", "seed"]}]}'
            return Answer(status=422, raw=raw)
        return model({**request, "seed": next(drawn)})

    with serving(script) as server:
        first, second = (ask(server, "openai/seedless", ses_k=3) for _ in range(2))
        assert server.refused <= 3, "remembered from one request to the next"
        with pytest.raises(litellm.BadRequestError, match=r"extra_forbidden|422"):
            ask(server, "openai/seedless", ses_k=3, seed=1)
    assert first.ses["roles"]["solve"]["usage"]["failed"] == 0
    assert first.ses["verified"]
    assert second.ses["verified"]


def test_a_reply_that_was_cut_says_so() -> None:
    with serving(lambda request: Answer("Let me th", finish="length")) as server:
        response = ask(server, ses_k=2)
    assert response.choices[0].finish_reason == "length"


@pytest.mark.parametrize(
    ("name", "more", "told"),
    [
        ("openai/gpt-4o", {"ses_kk": 1}, "no such option"),
        ("openai/gpt-4o", {"ses": 3}, "not an object"),
        ("guess/openai/gpt-4o", {}, "no strategy 'guess'"),
        ("self-verify/nobody", {}, "LiteLLM knows no such provider|LLM Provider NOT provided"),
        ("openai/gpt-4o", {"ses_max_calls": 0}, "ses option 'max_calls': 0 is not an integer of at least 1"),
    ],
)
def test_what_cannot_be_is_a_bad_request(name: str, more: dict[str, Any], told: str) -> None:
    with serving(model) as server:
        for stream in (False, True):
            with pytest.raises(litellm.BadRequestError, match=told):
                list(ask(server, name, stream=stream, **more))
    assert not server.asked


def test_no_key_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with pytest.raises(litellm.BadRequestError, match="no key for openai/gpt-4o: set OPENAI_API_KEY"):
        litellm.completion(model="ses/openai/gpt-4o", messages=POSED)


def test_another_model_predicts() -> None:
    with serving(model) as server:
        ask(server, ses_k=2, ses_simulator="openai/gpt-4o-mini")
    assert {request["model"] for request in asked_of(server, "Print")} == {"gpt-4o"}
    assert {request["model"] for request in asked_of(server, "Simulate")} == {"gpt-4o-mini"}
    assert set(server.keys) == {"Bearer my-key"}


def test_clients_of_a_proxy_may_not_choose_what_is_its_hosts() -> None:
    """What a client has sent is in `proxy_server_request`; the rest is its host's, and comes second."""

    def by(client: dict[str, Any], **host: Any) -> Any:
        return ask(server, **host, **client, proxy_server_request={"body": client})

    with serving(model) as server:
        for name, value in (("oracle", True), ("simulator", "openai/o1"), ("max_calls", 9)):
            with pytest.raises(litellm.BadRequestError, match=f"{name}.*not for clients of a proxy"):
                by({"ses": {name: value}})
        assert by({}, ses_oracle=True, ses_k=2).ses["roles"]["execute"]
        server.asked.clear()
        by({"ses": {"k": 2}}, ses_k=5)
    assert len(asked_of(server, "Print")) == 2


class Log(litellm.integrations.custom_logger.CustomLogger):  # type: ignore[misc,name-defined]
    """Notes the model and the cost of each call that LiteLLM logs."""

    def __init__(self) -> None:
        super().__init__()
        self.noted: list[tuple[str, float]] = []

    async def async_log_success_event(
        self, kwargs: dict[str, Any], response_obj: Any, start_time: Any, end_time: Any
    ) -> None:
        self.noted.append((kwargs["model"], kwargs["response_cost"]))


def test_costs_are_logged_once() -> None:
    """LiteLLM keeps to the first callback of a class, and to one event loop at a time."""
    log = Log()
    litellm.callbacks = [log]

    async def logged(calls: int, stream: bool) -> list[tuple[str, float]]:
        log.noted.clear()
        response = await litellm.acompletion(
            model="ses/openai/gpt-4o",
            messages=POSED,
            api_base=server.base,
            api_key="k",
            ses_k=2,
            stream=stream,
        )
        if stream:
            assert [chunk async for chunk in response]
        for _ in range(250):
            await asyncio.sleep(0.02)
            if len(log.noted) >= calls:
                break
        await asyncio.sleep(0.1)
        return sorted(log.noted, key=lambda noted: -noted[1])

    async def all_ways() -> None:
        for stream in (False, True):
            register_provider(handler)
            ((name, cost),) = await logged(1, stream)
            assert name == "openai/gpt-4o"
            assert cost == pytest.approx(whole)
            register_provider(logging_handler)
            *calls, outer = await logged(2 + 3 + 1, stream)
            assert (len(calls), outer[1]) == (2 + 3, 0)
            assert sum(cost for _, cost in calls) == pytest.approx(whole)

    with serving(model) as server:
        whole = ask(server, ses_k=2)._hidden_params["response_cost"]
        log.noted.clear()
        asyncio.run(all_ways())


def test_registering_again_changes_nothing() -> None:
    assert register_provider() is register_provider() is handler
    assert len(litellm.custom_provider_map) == 1
    mine = Provider(SolveOptions(k=2, strategy="solve"))
    assert register_provider(mine) is register_provider() is mine
    with serving(model) as server:
        assert ask(server).ses["strategy"] == "solve"


def deployed(name: str, server: Scripted) -> dict[str, Any]:
    params = {"model": "ses/openai/gpt-4o", "api_base": server.base, "api_key": "k", "ses_k": 2}
    return {"model_name": name, "litellm_params": params}


def test_litellms_router_and_its_cache() -> None:
    pytest.importorskip("orjson", reason=NEEDS_ORJSON)
    pytest.importorskip("soundfile", reason="LiteLLM's cache loads its proxy, which needs soundfile")
    with serving(model) as server:
        router = litellm.Router(model_list=[deployed("mine", server)], cache_responses=True)
        try:
            for _ in range(2):
                response = router.completion(model="mine", messages=POSED)
                assert response.choices[0].message.content == coded(RIGHT)
            assert len(server.asked) == 2 + 4, "the second time the answer came from the cache"
            router.completion(model="mine", messages=POSED, ses_votes=3)
            assert len(server.asked) > 2 + 4, "other options, another answer"
        finally:
            litellm.cache = None
            router.discard()


def test_litellms_fallbacks() -> None:
    pytest.importorskip("orjson", reason=NEEDS_ORJSON)
    register_provider(Provider(call_settings=CallSettings(retries=0)))
    with serving(lambda request: Answer("down", 500)) as down, serving(model) as server:
        deployments = [deployed("first", down), deployed("second", server)]
        router = litellm.Router(deployments, fallbacks=[{"first": ["second"]}], num_retries=0)
        try:
            response = router.completion(model="first", messages=POSED)
        finally:
            router.discard()
    assert response.choices[0].message.content == coded(RIGHT)


def test_no_price_is_no_cost_for_anyone_and_nothing_is_registered() -> None:
    before = {name: dict(entry) for name, entry in litellm.model_cost.items()}
    with serving(model) as server:
        solved, plain = ask(server, "openai/no-price", ses_k=2), ask(server, "openai/no-price", PLAIN)
        bare = litellm.completion(
            model="openai/no-price", messages=PLAIN, api_base=server.base, api_key="my-key"
        )
    assert [one._hidden_params.get("response_cost") for one in (solved, plain, bare)] == [None] * 3
    assert solved.ses["cost"] is None
    assert litellm.model_cost == before


@pytest.mark.parametrize("more", [{}, {"max_retries": 0}, {"max_retries": 1}])
def test_a_plain_question_is_tried_as_often_as_the_bare_model(more: dict[str, int]) -> None:
    """Of a Router comes `max_retries=0`: it tries again itself."""
    tried = []
    with serving(lambda request: Answer("busy", 429, {"Retry-After": "0"})) as server:
        for name in ("openai/gpt-4o", "ses/openai/gpt-4o"):
            before = server.refused
            with pytest.raises(litellm.RateLimitError):
                litellm.completion(model=name, messages=PLAIN, api_base=server.base, api_key="k", **more)
            tried.append(server.refused - before)
    assert tried[0] == tried[1]


def test_usage_that_nobody_knows_is_added_up() -> None:
    def counted(request: dict[str, Any]) -> Answer:
        answer = model(request)
        usage = {"prompt_tokens": 3, "completion_tokens": 2, "total_tokens": 5}
        details = {"prompt_tokens_details": {"cached_tokens": 1}, "new": {"tokens": 4, "tier": "x"}}
        choice = {"index": 0, "finish_reason": "stop", "message": {"content": answer.text}}
        row = {"id": "1", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice]}
        return Answer(raw=json.dumps({**row, "usage": {**usage, **details}}).encode())

    with serving(counted) as server:
        usage = ask(server, ses_k=2).usage
        calls = len(server.asked)
    assert (usage.total_tokens, usage.prompt_tokens_details.cached_tokens) == (5 * calls, calls)
    assert usage.new == {"tokens": 4 * calls, "tier": "x"}
