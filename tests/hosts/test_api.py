"""The Python API with real clients, against a server whose replies are written here, and with real models."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from openai import AsyncOpenAI, AuthenticationError, OpenAI

from ses_plugin import ModelError, UsageError, asolve, simulate, solve, verify, wrap_openai
from ses_plugin.adapters.openai.backend import OpenAIBackend
from ses_plugin.drivers import run_blocking
from ses_plugin.strategies import (
    Completions,
    ExecuteRequest,
    RequestFailed,
    Role,
    SampleRequest,
    SamplingParams,
)
from ses_plugin.types.program import ExecutionResult, Limits, Program
from tests.hosts.scripted_server import Answer, Scripted, serving
from tests.hosts.test_litellm import RIGHT, STATEMENT, WRONG, prompt_of, solver
from tests.hosts.test_wrap_openai import completion, of_json

CLIENTS = [OpenAI, AsyncOpenAI]
TESTS = [("3 4", "7"), ("2 2", "4")]


def client_of(kind: Any, server: Scripted, **more: Any) -> Any:
    return kind(base_url=server.base, api_key="k", max_retries=0, **more)


@pytest.mark.parametrize("kind", CLIENTS)
def test_a_client_solves(kind: Any) -> None:
    with serving(solver) as server:
        client = client_of(kind, server)
        solution = solve(STATEMENT, model="some-model", client=client, k=3, seed=0)
        assert solution.program == RIGHT + "\n"
        assert (solution.verified, solution.confidence) == (True, 1.0)
        assert solution.reply == f"Think.\n```python\n{RIGHT}\n```", "the model's own words"
        calls = Counter(prompt_of(request).split()[0] for request in server.asked)
        assert calls == {"Solve": 3, "Simulate": solution.usage["simulate"].calls}
        assert {request["model"] for request in server.asked} == {"some-model"}
        assert sorted(request["seed"] for request in server.asked if "seed" in request) == [0, 1, 2]
        assert all(request["temperature"] == 0 for request in server.asked if "seed" not in request)
        words = sum(len(f"Think.\n```python\n{source}\n```".split()) for source in (WRONG, RIGHT))
        assert solution.usage["solve"].completion_tokens == words + len(["I", "do", "not", "know."])

        # The client serves other calls as before, and this one again: its connections are still usable.
        assert verify("Sum.", [WRONG, RIGHT], tests=TESTS, model="m", client=client).chosen == 1
        assert simulate(RIGHT, "3 4", model="m", client=client, votes=3).agreeing == 3


@pytest.mark.parametrize("kind", CLIENTS)
def test_a_client_solves_in_a_running_event_loop(kind: Any) -> None:
    async def notebook(server: Scripted) -> None:
        blocking = solve(STATEMENT, model="m", client=client_of(kind, server), k=3)
        client = client_of(kind, server)
        assert blocking.program == RIGHT + "\n"
        solutions = await asyncio.gather(
            *(asolve(STATEMENT, model="m", client=client, k=3, seed=3 * seed) for seed in range(3))
        )
        assert [solution.program for solution in solutions] == [RIGHT + "\n"] * 3

    with serving(solver) as server:
        asyncio.run(notebook(server))


def test_a_litellm_name_solves() -> None:
    with serving(solver) as server:
        model: dict[str, Any] = {"model": "openai/m", "api_base": server.base, "api_key": "secret"}
        for _ in range(2):  # the second on the connections of the first
            solution = solve(STATEMENT, **model, k=3, retries=0, timeout_s=5)
            assert solution.program == RIGHT + "\n"
        assert solution.usage["solve"].calls == 3
        assert set(server.keys) == {"Bearer secret"}
        assert simulate(RIGHT, "3 4", **model, simulator="openai/other").output == "7"
        assert server.asked[-1]["model"] == "other"
        assert server.keys[-1] == "Bearer secret", "of the same provider"

        async def notebook() -> Any:
            return solve(STATEMENT, **model, k=3), await asolve(STATEMENT, **model, k=3)

        assert [one.program for one in asyncio.run(notebook())] == [RIGHT + "\n"] * 2


@pytest.mark.parametrize("kind", CLIENTS)
def test_another_model_of_the_client_predicts(kind: Any) -> None:
    with serving(solver) as server:
        solve(STATEMENT, model="large", client=client_of(kind, server), simulator="small", k=3)
        models = {(prompt_of(request).split()[0], request["model"]) for request in server.asked}
    assert models == {("Solve", "large"), ("Simulate", "small")}


@pytest.mark.parametrize("kind", CLIENTS)
def test_if_all_calls_fail_the_error_says_why(kind: Any) -> None:
    with serving(lambda request: Answer("wrong key, friend", 401)) as server:
        with pytest.raises(
            ModelError, match=r"none of the calls: m: AuthenticationError.* wrong key, friend"
        ) as failed:
            solve(STATEMENT, model="m", client=client_of(kind, server), k=3)
        assert isinstance(failed.value.__cause__, AuthenticationError)
        with pytest.raises(ModelError, match="wrong key, friend"):
            simulate(RIGHT, "3 4", model="m", client=client_of(kind, server))
        with pytest.raises(
            UsageError, match="wrong key, friend"
        ):  # LiteLLM's set-up is checked by its backend
            solve(STATEMENT, model="openai/m", api_base=server.base, api_key="k", k=2, retries=0)
    with pytest.raises(ModelError, match="Connection error"):
        solve(STATEMENT, model="m", client=client_of(kind, server), k=1)


@pytest.mark.parametrize("kind", CLIENTS)
def test_failed_calls_cost_a_candidate_each(kind: Any) -> None:
    def script(request: dict[str, Any]) -> Answer:
        return Answer("overloaded", 500) if request.get("seed") == 0 else solver(request)

    with serving(script) as server:
        solution = solve(STATEMENT, model="m", client=client_of(kind, server), k=3, seed=0)
    assert solution.program == RIGHT + "\n"
    assert (solution.usage["solve"].calls, solution.usage["solve"].failed) == (2, 1)
    assert solution.usage["solve"].completion_tokens


@pytest.mark.parametrize("kind", CLIENTS)
def test_parameters_that_a_server_refuses_are_left_out_unless_they_were_asked_for(kind: Any) -> None:
    def script(request: dict[str, Any]) -> Answer:
        if "temperature" in request:
            return Answer("Unsupported value: 'temperature' does not support 0 with this model", 400)
        return solver(request)

    with serving(script) as server:
        client = client_of(kind, server)
        assert simulate(RIGHT, "3 4", model="m", client=client).output == "7"
        assert (server.refused, len(server.asked)) == (1, 1)
        assert simulate(RIGHT, "2 2", model="m", client=client).output == "4"
        assert server.refused == 1, "the client's models are known by then"
        with pytest.raises(ModelError, match="'temperature' does not support 0"):
            simulate(RIGHT, "3 4", model="m", client=client, temperature=0)


@pytest.mark.parametrize("kind", CLIENTS)
def test_rounds_with_runs_and_odd_answers(kind: Any) -> None:
    """A round by itself: equal calls are made once, programs run in the sandbox, junk is a failure."""

    def script(request: dict[str, Any]) -> Answer:
        prompt = prompt_of(request)
        if prompt == "parts":
            thought = {"type": "thinking", "thinking": [{"type": "text", "text": "2 + 2"}]}
            return completion({"message": {"content": [thought, {"type": "text", "text": "4"}]}})
        odd = {
            "empty": completion({"message": {"content": None}}),
            "no choices": of_json({"id": "1", "choices": []}),
            "no JSON": Answer(raw=b"<html>"),
            "cut": Answer("end", finish="length"),
        }
        return odd.get(prompt) or Answer(f"{prompt} {request.get('seed')}")

    def need(prompt: str, n: int = 1, temperature: float = 1.0) -> SampleRequest:
        return SampleRequest(prompt, Role.SOLVE, SamplingParams(temperature, 0.9, 8), n, 5)

    prompts = ["parts", "empty", "no choices", "no JSON", "cut"]
    with serving(script) as server:
        backend = OpenAIBackend(client_of(kind, server), "m", concurrency=2)
        round_ = [need("a", 2), need("b", 3, 0), need("b", 1, 0), *map(need, prompts)]
        ran, a, b, same, *rest = run_blocking(
            backend([ExecuteRequest(Program("print(1)"), "", Limits()), *round_])
        )
        assert len(server.received) == 2 + 1 + len(prompts)
    assert isinstance(ran, ExecutionResult)
    assert ran.stdout == "1\n"
    texts = [one.texts if isinstance(one, Completions) else one for one in (a, b, same, *rest)]
    assert texts[:5] == [("a 5", "a 6"), ("b None",) * 3, ("b None",), ("4",), ("",)]
    assert all(isinstance(one, RequestFailed) for one in texts[5:7])
    assert texts[7] == ("end",)
    role = backend.usage.of(Role.SOLVE)
    assert (role.requested, role.truncated, role.usage.failed, role.usage.calls) == (8, 1, 2, 6)
    assert backend.usage.of("execute").usage.calls == 1
    assert backend.first_error is not None


def test_at_most_so_many_calls_at_a_time() -> None:
    now, most, lock = 0, 0, threading.Lock()

    def script(request: dict[str, Any]) -> Answer:
        nonlocal now, most
        with lock:
            now += 1
            most = max(most, now)
        time.sleep(0.05)
        with lock:
            now -= 1
        return solver(request)

    with serving(script) as server:
        for kind in CLIENTS:
            solve(STATEMENT, model="m", client=client_of(kind, server), k=8, concurrency=3)
    assert most == 3


def test_clients_that_are_none_or_wrapped() -> None:
    with pytest.raises(UsageError, match="solves problems itself"):
        solve(STATEMENT, model="m", client=wrap_openai(OpenAI(api_key="k")))
    with pytest.raises(UsageError, match="is no client; give OpenAI"):
        solve(STATEMENT, model="m", client=OpenAI(api_key="k").chat.completions)
    with pytest.raises(UsageError, match=r'is no model; give model="openai/NAME"'):
        solve(STATEMENT, model=OpenAI(api_key="k"))
    with pytest.raises(UsageError, match="LiteLLM knows no such provider"):
        solve(STATEMENT, model="nobody-knows-this")


def test_cancelling_cancels_the_calls() -> None:
    stuck = threading.Event()

    def script(request: dict[str, Any]) -> Answer:
        stuck.wait(600)
        return solver(request)

    async def cancelled(server: Scripted, kind: Any) -> float:
        task = asyncio.create_task(asolve(STATEMENT, model="m", client=client_of(kind, server), k=3))
        before = len(server.received)
        while len(server.received) < before + 3:
            assert not task.done(), await task
            await asyncio.sleep(0.01)
        started = time.perf_counter()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        return time.perf_counter() - started

    with serving(script) as server:
        try:
            for kind in CLIENTS:
                assert asyncio.run(cancelled(server, kind)) < 120, "the server holds the calls for 600 s"
        finally:
            stuck.set()


INTERRUPTED = """
import asyncio, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
from openai import AsyncOpenAI, OpenAI
from ses_plugin import solve
kind, base, statement = sys.argv[1:]
connection = {"model": "openai/m", "api_base": base, "api_key": "k"}
if kind != "litellm":
    client = {"sync": OpenAI, "async": AsyncOpenAI}[kind.removesuffix("-in-loop")]
    connection = {"model": "m", "client": client(base_url=base, api_key="k")}
async def notebook():
    return solve(statement, k=3, **connection)
if kind.endswith("-in-loop"):
    asyncio.run(notebook())
else:
    solve(statement, k=3, **connection)
"""


@pytest.mark.parametrize("kind", ["sync", "async", "litellm", "sync-in-loop", "async-in-loop"])
def test_ctrl_c_ends_a_call_and_the_process(kind: str) -> None:
    stuck = threading.Event()

    def script(request: dict[str, Any]) -> Answer:
        stuck.wait(600)
        return solver(request)

    with serving(script) as server:
        process = subprocess.Popen(
            [sys.executable, "-c", INTERRUPTED, kind, server.base, STATEMENT],
            env=dict(os.environ),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            while len(server.received) < 3:
                assert process.poll() is None, process.communicate()
                time.sleep(0.02)
            time.sleep(0.2)
            process.send_signal(signal.SIGINT)
            _, said = process.communicate(timeout=120)  # while the server holds all calls
        finally:
            process.kill()
            stuck.set()
    assert process.returncode, "a status of LiteLLM's own where it is loaded"
    assert said.rstrip().endswith("KeyboardInterrupt"), said
    assert "never retrieved" not in said
    assert "never awaited" not in said
    assert len(server.received) == 3, "nothing more was asked"


@pytest.mark.filterwarnings("ignore")  # torch and transformers have many
def test_a_transformers_model_predicts(tiny_model: Path) -> None:
    from transformers import AutoModelForCausalLM, AutoTokenizer

    model = AutoModelForCausalLM.from_pretrained(tiny_model)
    tokenizer = AutoTokenizer.from_pretrained(tiny_model)
    with pytest.raises(UsageError, match="needs tokenizer="):
        simulate(RIGHT, "3 4", model=model)
    with pytest.raises(UsageError, match="TransformersBackend"):
        simulate(RIGHT, "3 4", model=model, tokenizer=tokenizer, simulator="other")
    simulation = simulate(RIGHT, "3 4", model=model, tokenizer=tokenizer, max_tokens=8, votes=2)
    assert simulation.output is None, "random weights know nothing"
    assert simulation.usage["simulate"].calls == 2
    assert simulation.usage["simulate"].completion_tokens
    solution = asyncio.run(
        asolve(STATEMENT, model=model, tokenizer=tokenizer, max_tokens=8, k=2, strategy="self-verify")
    )
    assert solution.program is None
    assert solution.usage["solve"].calls == 2


@pytest.mark.slow  # two minutes on a busy machine, most of them to read the GGUF file
@pytest.mark.filterwarnings("ignore")
def test_the_embedded_model_predicts(smollm2: Path) -> None:
    from transformers import AutoModelForCausalLM, AutoTokenizer

    loaded = {"pretrained_model_name_or_path": smollm2.parent, "gguf_file": smollm2.name}
    model = AutoModelForCausalLM.from_pretrained(**loaded)
    tokenizer = AutoTokenizer.from_pretrained(**loaded)
    simulation = simulate("print(7)", model=model, tokenizer=tokenizer, direct=True, max_tokens=16)
    assert simulation.usage["simulate"].completion_tokens
    assert len(simulation.votes) == 1
