"""The extra `litellm`: the provider `ses`, whole and streamed, sync and async, and `ses solve` itself."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from common import PLAIN, RIGHT, STATEMENT, Model, coded
from scripted_server import Answer, Scripted, serving

from ses_plugin.adapters.litellm.models import load_litellm
from ses_plugin.adapters.litellm.provider import register_provider

litellm = load_litellm()
POSED: Any = [{"role": "user", "content": STATEMENT}]
COUNTED = {"include_usage": True}
HELLO: Any = [{"role": "user", "content": PLAIN}]


def ask(server: Scripted, messages: Any = POSED, model: str = "ses/openai/no-price", **more: Any) -> Any:
    return litellm.completion(model=model, messages=messages, api_base=server.base, api_key="k", **more)


def solved(server: Scripted) -> None:
    answer = ask(server, ses_k=3)
    assert answer.choices[0].message.content == coded(RIGHT)
    assert answer.ses["summary"][0] == "Candidate 2 of 3 passes 2 of 2 examples by prediction."
    calls = len(server.asked)
    usage = answer.usage.model_dump()
    assert (usage["total_tokens"], usage["new_tokens"]) == (7 * calls, 3 * calls)
    assert (usage["new_details"], usage["new_flag"]) == ({"new": calls}, True)


def streamed(server: Scripted) -> None:
    chunks = list(ask(server, ses_k=3, stream=True))
    assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices) == coded(RIGHT)
    assert any(getattr(chunk, "ses", {}).get("verified") for chunk in chunks)
    assert sum(bool(getattr(c.choices[0].delta, "reasoning_content", None)) for c in chunks if c.choices) >= 2
    said = "".join(c.choices[0].delta.content or "" for c in ask(server, HELLO, stream=True) if c.choices)
    assert said == "Hello."


async def asynchronous(server: Scripted) -> None:
    call = {"model": "ses/openai/no-price", "messages": POSED, "api_base": server.base, "api_key": "k"}
    assert (await litellm.acompletion(**call, ses_k=3)).ses["verified"]
    chunks = [chunk async for chunk in await litellm.acompletion(**call, ses_k=3, stream=True)]
    assert any(getattr(chunk, "ses", {}).get("verified") for chunk in chunks)


def priced(server: Scripted) -> None:
    """No price is no cost, for us and for whoever else asks in this process; nothing is registered."""
    before = {name: dict(entry) for name, entry in litellm.model_cost.items()}
    for asked in (
        ask(server, ses_k=3),
        ask(server, HELLO),
        ask(server, HELLO, "openai/no-price"),
    ):
        assert asked._hidden_params.get("response_cost") is None, asked._hidden_params
        assert getattr(asked.usage, "cost", None) is None
    known = ask(server, POSED, "ses/openai/gpt-4o", ses_k=3)
    price, usage = litellm.get_model_info("openai/gpt-4o"), known.usage
    cost = usage.prompt_tokens * price["input_cost_per_token"]
    cost += usage.completion_tokens * price["output_cost_per_token"]
    assert abs(known._hidden_params["response_cost"] - cost) < 1e-9
    chunks = ask(server, POSED, "ses/openai/gpt-4o", ses_k=3, stream=True, stream_options=COUNTED)
    (told,) = [chunk.usage for chunk in chunks if getattr(chunk, "usage", None)]
    assert abs(told.cost - cost) < 1e-9
    assert litellm.model_cost == before


def refused(server: Scripted) -> None:
    """A plain question is tried as often as the bare model is, or as its caller says."""
    server.script = lambda request: Answer("busy", status=429, headers={"Retry-After": "0"})
    tried = []
    for model in ("openai/no-price", "ses/openai/no-price"):
        for call in ({}, {"max_retries": 0}, {"max_retries": 1}):  # 0 is what a Router says
            tried.append(_tries(server, model, call))
    assert tried[:3] == tried[3:], tried


def _tries(server: Scripted, model: str, call: dict[str, int]) -> int:
    before = server.refused
    try:
        ask(server, HELLO, model, **call)
    except litellm.RateLimitError:
        return server.refused - before
    raise AssertionError("no error")


def no_server(gone: Scripted) -> None:
    said = _ses_solve(gone, "--retries", "0")
    assert said.returncode == 1, said
    assert f"no connection for openai/no-price at {gone.base}" in said.stderr, said.stderr


def command(server: Scripted) -> None:
    said = _ses_solve(server, "--k", "3")
    assert (said.returncode, said.stdout) == (0, RIGHT + "\n"), said
    lines = said.stderr.splitlines()
    assert lines[0] == "loading LiteLLM ..."
    assert lines[1].startswith("round 1   solve 3/3"), said.stderr
    assert "cost not known" in lines[-1], said.stderr
    assert not any("WARNING" in line or "Warning" in line for line in lines), said.stderr


def _ses_solve(server: Scripted, *options: str) -> subprocess.CompletedProcess[str]:
    ses = str(Path(sys.executable).with_name("ses"))
    return subprocess.run(
        [ses, "solve", "-", "--model", "openai/no-price", "--api-base", server.base, *options],
        input=STATEMENT,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "OPENAI_API_KEY": "k"},
    )


register_provider()
for use in (priced, solved, streamed, refused, command):
    with serving(Model()) as scripted:
        use(scripted)
no_server(scripted)
with serving(Model()) as scripted:
    asyncio.run(asynchronous(scripted))
print("used")
