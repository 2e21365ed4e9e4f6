"""The overhead of SES per model call: our backend beside plain LiteLLM, with a server that answers at once.

    python benchmarks/overhead.py [--calls 320] [--concurrency 32] [--rounds 7] [--optillm FOLDER]

The server is a process of its own. In turns, in one process: plain `litellm.acompletion`; our backend without
and with a response cache (a new one each time, so that it is empty); whole problems by self-verify.
With `--optillm` (a folder with the package: `pip install --no-deps --target FOLDER optillm`) its best-of-n
too, in threads, with the client of `openai`, and beside it only that client in as many threads. Prints for
each the milliseconds per call (of all calls together: their time divided by their number), of the clock and
of this process's processor time, the median latency of one call, and what is added to the plain peer in the
same round (medians).
"""

from __future__ import annotations

import argparse
import asyncio
import importlib
import json
import os
import subprocess
import sys
import tempfile
import time
import types
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from ses_plugin.adapters.litellm import CallSettings, LiteLLMBackend, ModelConfig, ModelRoles
from ses_plugin.adapters.litellm.models import load_litellm
from ses_plugin.drivers import arun
from ses_plugin.response_cache import ResponseCache
from ses_plugin.service.options import SolveOptions
from ses_plugin.service.solve import solve_flow
from ses_plugin.strategies import Role, SampleRequest, SamplingParams
from ses_plugin.types.problem import PublicProblem, Test

PROMPT = "Write a program that prints the sum of two numbers. " * 20
PROGRAM = "```python\nprint(sum(map(int, input().split())) + {number})\n```"
OUTPUT = "<output>\n7\n</output>"
K, EXAMPLES = 8, 2


async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while head := await reader.readuntil(b"\r\n\r\n"):
            length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
            request = json.loads(await reader.readexactly(length))
            body = json.dumps(_completion(request)).encode()
            writer.write(
                b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body)
            )
            writer.write(body)
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()


def _completion(request: dict[str, Any]) -> dict[str, Any]:
    prompt = request["messages"][-1]["content"]
    text = OUTPUT if prompt.startswith("Simulate") else PROGRAM.format(number=request.get("seed", 0))
    text = "7" if prompt.startswith("Rate") else text
    message = {"role": "assistant", "content": text}
    return {
        "id": "1",
        "object": "chat.completion",
        "created": 1,
        "model": request["model"],
        "choices": [
            {"index": n, "message": message, "finish_reason": "stop"} for n in range(request.get("n") or 1)
        ],
        "usage": {"prompt_tokens": 200, "completion_tokens": 20, "total_tokens": 220},
    }


async def serve() -> None:
    """Serve until killed; print the port."""
    server = await asyncio.start_server(_answer, "127.0.0.1", 0, backlog=512)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


@dataclass
class Way:
    """A way of making calls, and what was measured of it: of each round, per call and the median latency."""

    name: str
    go: Callable[[], Awaitable[tuple[int, list[float]]]]
    peer: str | None = None
    per_call: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)
    latency: list[float] = field(default_factory=list)

    async def measure(self) -> None:
        """Run once. The times are in milliseconds."""
        started, used = time.perf_counter(), time.process_time()
        calls, latencies = await self.go()
        self.per_call.append(1000 * (time.perf_counter() - started) / calls)
        self.processor.append(1000 * (time.process_time() - used) / calls)
        self.latency.append(1000 * median(latencies))


async def _timed(
    number: int, at_once: int, call: Callable[[int], Awaitable[object]]
) -> tuple[int, list[float]]:
    """Do `number` calls, so many at once; return their number and how many seconds each took."""
    free, seconds = asyncio.Semaphore(at_once), list[float]()

    async def one(index: int) -> None:
        async with free:
            started = time.perf_counter()
            await call(index)
            seconds.append(time.perf_counter() - started)

    await asyncio.gather(*(one(index) for index in range(number)))
    return number, seconds


def _ways(base: str, folder: Path, options: argparse.Namespace) -> list[Way]:
    litellm = load_litellm()
    calls, at_once = options.calls, options.concurrency
    models, calling = ModelRoles(ModelConfig("openai/m", base)), CallSettings(at_once)
    sampling = SamplingParams(max_tokens=64)

    async def plain() -> tuple[int, list[float]]:
        async def call(index: int) -> None:
            await litellm.acompletion(
                model="openai/m",
                api_base=base,
                api_key="none",
                messages=[{"role": "user", "content": PROMPT}],
                temperature=1.0,
                top_p=0.95,
                max_tokens=64,
                seed=index,
            )

        return await _timed(calls, at_once, call)

    async def ours(cache: ResponseCache | None) -> tuple[int, list[float]]:
        backend = LiteLLMBackend(models, calling, cache=cache)

        async def call(index: int) -> object:
            return await backend([SampleRequest(PROMPT, Role.SOLVE, sampling, seed=index)])

        return await _timed(calls, at_once, call)

    async def with_cache() -> tuple[int, list[float]]:
        return await ours(ResponseCache(Path(tempfile.mkdtemp(dir=folder)) / "calls.sqlite"))

    async def self_verify() -> tuple[int, list[float]]:
        backend = LiteLLMBackend(
            models, calling, cache=ResponseCache(Path(tempfile.mkdtemp(dir=folder)) / "c.sqlite")
        )
        tests = tuple(Test(f"{n} 4", "7") for n in range(EXAMPLES))
        number = max(1, calls // (K * (1 + EXAMPLES)))

        async def problem(index: int) -> object:
            flow = solve_flow(PublicProblem(f"{index} {PROMPT}", tests), SolveOptions(k=K, max_tokens=64))
            return await arun(flow, backend)

        _, seconds = await _timed(number, at_once, problem)
        return backend.usage.usage.calls, seconds

    return [
        Way("litellm.acompletion", plain),
        Way("our backend", lambda: ours(None), "litellm.acompletion"),
        Way("our backend, with a response cache", with_cache, "litellm.acompletion"),
        Way("self-verify, with a response cache (latency: of a problem)", self_verify, "litellm.acompletion"),
        *(_optillm(base, options) if options.optillm else ()),
    ]


def _optillm(base: str, options: argparse.Namespace) -> list[Way]:
    import openai

    # Its package loads a server and models as it is imported; the function that is compared needs neither.
    package = types.ModuleType("optillm")
    package.__path__ = [str(options.optillm / "optillm")]
    sys.modules["optillm"] = package
    best_of_n_sampling = importlib.import_module("optillm.bon").best_of_n_sampling

    client = openai.OpenAI(base_url=base, api_key="none")
    threads = ThreadPoolExecutor(options.concurrency)

    async def timed(number: int, call: Callable[[], object]) -> list[float]:
        def one() -> float:
            started = time.perf_counter()
            call()
            return time.perf_counter() - started

        loop = asyncio.get_running_loop()
        return list(await asyncio.gather(*(loop.run_in_executor(threads, one) for _ in range(number))))

    async def client_only() -> tuple[int, list[float]]:
        messages: Any = [{"role": "user", "content": PROMPT}]
        return options.calls, await timed(
            options.calls,
            lambda: client.chat.completions.create(model="m", messages=messages, max_tokens=64),
        )

    async def best_of_n() -> tuple[int, list[float]]:
        problems = max(1, options.calls // (K + 1))
        seconds = await timed(problems, lambda: best_of_n_sampling("", PROMPT, client, "m", K))
        return problems * (K + 1), seconds  # one for all candidates, one to rate each

    return [
        Way("openai's client in threads", client_only),
        Way("optillm's best-of-n (latency: of a problem)", best_of_n, "openai's client in threads"),
    ]


def _told(ways: list[Way]) -> None:
    print("| way | ms per call | added | ratio | processor ms | added | median latency, ms |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    named = {way.name: way for way in ways}
    for way in ways:
        peer = named.get(way.peer or "")
        added, ratio = _against(way.per_call, peer.per_call if peer else None)
        more, _ = _against(way.processor, peer.processor if peer else None)
        cells = f"{median(way.per_call):.2f} | {added} | {ratio} | {median(way.processor):.2f} | {more}"
        print(f"| {way.name} | {cells} | {median(way.latency):.1f} |")


def _against(ours: list[float], theirs: list[float] | None) -> tuple[str, str]:
    """Return the medians of what is added in a round, and of the ratio."""
    if theirs is None:
        return "", ""
    pairs = list(zip(ours, theirs, strict=True))
    return f"{median(a - b for a, b in pairs):+.2f}", f"{median(a / b for a, b in pairs):.2f}"


async def _measured(ways: list[Way], rounds: int) -> None:
    for way in ways:  # connections, and all that is loaded late
        await way.go()
    for _ in range(rounds):
        for way in ways:
            await way.measure()


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    for name, value in (("calls", 320), ("concurrency", 32), ("rounds", 7)):
        parser.add_argument(f"--{name}", type=int, default=value)
    parser.add_argument("--optillm", type=Path, help="folder with the package")
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        asyncio.run(serve())
    command = [sys.executable, __file__, "--serve"]
    with (
        tempfile.TemporaryDirectory() as folder,
        subprocess.Popen(command, stdout=subprocess.PIPE, env=os.environ) as server,
    ):
        assert server.stdout is not None
        base = f"http://127.0.0.1:{int(server.stdout.readline())}/v1"
        try:
            ways = _ways(base, Path(folder), options)
            asyncio.run(_measured(ways, options.rounds))
        finally:
            server.kill()
    _told(ways)
    return 0


if __name__ == "__main__":
    sys.exit(main())
