"""LiteLLM's real proxy with `examples/proxy.yaml`, and OpenAI's own client."""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.hosts.scripted_server import Answer, Scripted, serving
from tests.hosts.test_litellm import RIGHT, WRONG
from tests.hosts.test_litellm_provider import PLAIN, POSED, coded, model

pytest.importorskip("apscheduler", reason="the proxy needs pip install 'litellm[proxy]'")
pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]

CONFIG = Path(__file__).parents[2] / "examples" / "proxy.yaml"
KEY = "sk-test"
START_S = 180


@pytest.fixture(scope="module")
def server() -> Iterator[Scripted]:
    with serving(model) as server:
        yield server


@pytest.fixture(scope="module")
def proxy(server: Scripted, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a proxy whose models are all at `server`."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    out = tmp_path_factory.mktemp("proxy") / "out"
    environment = {
        "LITELLM_MASTER_KEY": KEY,
        "LITELLM_LOCAL_MODEL_COST_MAP": "True",
        "OPENAI_API_BASE": server.base,
        "OPENAI_API_KEY": "hosts-key",
        "QWEN_API_BASE": server.base,
        "QWEN_API_KEY": "qwens-key",
    }
    command = ["--config", str(CONFIG), "--host", "127.0.0.1", "--port", str(port)]
    with out.open("wb") as file:
        process = subprocess.Popen(
            [sys.executable, "-c", "from litellm import run_server; run_server()", *command],
            env={**os.environ, **environment},
            cwd=out.parent,
            stdout=file,
            stderr=file,
        )
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(f"{address}/health/liveliness", process, out)
        yield address
    finally:
        process.terminate()
        process.wait(30)


def wait_for(address: str, process: subprocess.Popen[bytes], out: Path) -> None:
    end = time.monotonic() + START_S
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
    pytest.fail(f"the proxy does not start:\n{out.read_text()[-3000:]}")


@pytest.fixture
def client(proxy: str, server: Scripted) -> Iterator[Any]:
    import openai

    server.asked.clear()
    with openai.OpenAI(base_url=proxy, api_key=KEY, max_retries=0) as client:
        yield client


def drawn(server: Scripted) -> int:
    return sum(request["messages"] == POSED for request in server.asked)


def test_named_models_are_listed(client: Any) -> None:
    assert {m.id for m in client.models.list()} >= {"gpt-4o-mini-verified", "qwen-verified"}


def test_an_answer_with_usage_cost_and_report(client: Any, server: Scripted) -> None:
    raw = client.chat.completions.with_raw_response.create(
        model="gpt-4o-mini-verified", messages=POSED, n=2, extra_body={"ses": {"k": 3}}
    )
    response = raw.parse()
    assert [choice.message.content for choice in response.choices] == [coded(RIGHT), coded(WRONG)]
    assert drawn(server) == 3, "a client's option comes before its host's"
    sent = sum(len(m["content"].split()) for request in server.asked for m in request["messages"])
    assert response.usage.prompt_tokens == sent
    cost = float(raw.headers["x-litellm-response-cost"])
    assert cost == pytest.approx(response.ses["cost"])
    assert cost > 0
    assert response.ses["verified"]
    assert response.model == "gpt-4o-mini-verified"


def test_any_model_by_its_name(client: Any, server: Scripted) -> None:
    response = client.chat.completions.create(
        model="ses/self-fix/openai/gpt-4o", messages=POSED, extra_body={"ses_turns": 2}
    )
    assert response.ses["strategy"] == "self-fix"
    assert {request["model"] for request in server.asked} == {"gpt-4o"}
    assert server.keys[-1] == "Bearer hosts-key"


def test_a_stream(client: Any) -> None:
    chunks = list(
        client.chat.completions.create(
            model="qwen-verified",
            messages=POSED,
            stream=True,
            stream_options={"include_usage": True},
            extra_body={"ses_k": 3},
        )
    )
    deltas = [chunk.choices[0].delta for chunk in chunks if chunk.choices]
    reasoning = "".join(getattr(delta, "reasoning_content", None) or "" for delta in deltas)
    assert "round 1   solve 3/3" in reasoning
    assert "".join(delta.content or "" for delta in deltas) == coded(RIGHT)
    (usage,) = [chunk.usage for chunk in chunks if chunk.usage]
    assert usage.total_tokens > 300
    assert any(getattr(chunk, "ses", {}).get("verified") for chunk in chunks)


def test_the_plain_model(client: Any, server: Scripted) -> None:
    response = client.chat.completions.create(model="qwen-verified", messages=PLAIN)
    assert (response.choices[0].message.content, response.ses["strategy"]) == ("Hello", None)
    assert len(server.asked) == 1


def test_other_routes_of_the_proxy(client: Any, server: Scripted) -> None:
    assert client.responses.create(model="qwen-verified", input=POSED[0]["content"]).output_text == coded(
        RIGHT
    )
    assert drawn(server) == 4


@pytest.mark.parametrize("name", ["oracle", "simulator", "max_calls"])
def test_what_is_the_hosts_is_not_the_clients(client: Any, server: Scripted, name: str) -> None:
    import openai

    with pytest.raises(openai.BadRequestError, match="not for clients of a proxy"):
        client.chat.completions.create(model="qwen-verified", messages=POSED, extra_body={"ses": {name: 1}})
    assert not server.asked


def test_the_hosts_limit_holds(client: Any, server: Scripted) -> None:
    import openai

    with pytest.raises(openai.BadRequestError, match=r"fits its budget \(max_calls 32"):
        client.chat.completions.create(model="qwen-verified", messages=POSED, extra_body={"ses_k": 1000})
    assert not server.asked


@pytest.mark.parametrize("stream", [False, True])
def test_a_client_that_has_gone_is_paid_for_no_longer(proxy: str, server: Scripted, stream: bool) -> None:
    def slow(request: dict[str, Any]) -> Answer:
        time.sleep(0.3)
        program = coded(f"print({time.monotonic_ns()})")  # never right, so that it is fixed again and again
        return Answer("<output>\n?\n</output>" if asks_to_simulate(request) else program)

    script, server.script = server.script, slow
    server.asked.clear()
    body = {"model": "ses/self-fix/openai/gpt-4o", "messages": POSED, "stream": stream}
    headers = {"Authorization": f"Bearer {KEY}", "Content-Type": "application/json"}
    try:
        with closing(http.client.HTTPConnection(proxy.removeprefix("http://"))) as connection:
            connection.request("POST", "/v1/chat/completions", json.dumps(body), headers)
            while len(server.asked) < 3:
                time.sleep(0.05)
        time.sleep(1)  # what was under way ends
        there = len(server.asked)
        time.sleep(2)
        assert len(server.asked) == there < 20, "ten turns of one solution and two predictions take 39 calls"
    finally:
        server.script = script


def asks_to_simulate(request: dict[str, Any]) -> bool:
    return str(request["messages"][-1]["content"]).startswith("Simulate")
