"""Log records of calls: of LiteLLM's and OpenAI's clients, and of `ses` beside its progress."""

from __future__ import annotations

import asyncio
import logging
import os
import pty
import re
import subprocess
import sys
import threading
from collections import Counter
from pathlib import Path
from typing import Any

import openai
import pytest

from ses_plugin.strategies import RequestFailed
from tests.hosts.scripted_server import Answer, Scripted, serving
from tests.hosts.test_litellm import STATEMENT, ask, backend, need, solver
from tests.hosts.test_wrap_openai import MESSAGES, asynchronous, completion, of_json, sync

SECRET = "the secret words"


@pytest.fixture(autouse=True)
def _all_levels(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "ses_plugin")


def log_messages(caplog: pytest.LogCaptureFixture, level: int = logging.INFO) -> list[str]:
    """Return our records from a level on, and check that none of them has what must not be logged."""
    texts = [
        record.getMessage()
        for record in caplog.records
        if record.name.startswith("ses_plugin") and record.levelno >= level
    ]
    if level > logging.DEBUG:
        assert not [text for text in texts if SECRET in text or "sk-" in text]
    return texts


def test_retries_and_failures_of_litellm(caplog: pytest.LogCaptureFixture) -> None:
    seen: Counter[str] = Counter()

    def script(request: dict[str, Any]) -> Answer:
        seed = str(request.get("seed"))
        seen[seed] += 1
        if seed == "1":
            return Answer(f"bad prompt: {SECRET}; your key sk-123", 500)
        return Answer("busy", 429, {"Retry-After": "0.1"}) if seen[seed] == 1 else Answer("good")

    with serving(script) as server:
        (reply,) = ask(backend(server), need(SECRET, n=2))
    assert not isinstance(reply, RequestFailed)
    messages = log_messages(caplog)
    retry = r"attempt 1 of a call of openai/some-model failed: {} \(status {}\); next in \d\.\d s"
    assert sum(bool(re.fullmatch(retry.format("RateLimitError", 429), text)) for text in messages) == 1
    assert sum(bool(re.fullmatch(retry.format("InternalServerError", 500), text)) for text in messages) == 1
    assert "a call of openai/some-model failed for good: InternalServerError (status 500)" in messages
    assert len(messages) == 3
    assert any(SECRET in text for text in log_messages(caplog, logging.DEBUG)), "debug has the server's words"


@pytest.mark.parametrize("kind", ["sync", "async"])
def test_refusals_failures_and_passed_requests_of_openai(caplog: pytest.LogCaptureFixture, kind: str) -> None:
    def script(request: dict[str, Any]) -> Answer:
        if "seed" in request:
            return of_json({"error": {"message": f"no seed: {SECRET} sk-123"}}, 400)
        if request["temperature"] > 0:
            return Answer(f"down: {SECRET} sk-123", 500)
        return completion({"message": {"role": "assistant", "content": "x"}})

    def create(server: Scripted) -> None:
        request: Any = {"model": "m", "messages": MESSAGES, "temperature": 0.5}
        if kind == "sync":
            sync(server, k=1).chat.completions.create(**request)
        else:
            asyncio.run(asynchronous(server, k=1).chat.completions.create(**request))

    with serving(script) as server:
        with pytest.raises(openai.InternalServerError):
            create(server)
        messages = log_messages(caplog)
        assert messages == [
            "m refused the request (status 400); retry without seed",
            "a call of m (solve) failed: InternalServerError",
        ]
        server.script = lambda request: completion({"message": {"role": "assistant", "content": "x"}})
        poem: Any = [{"role": "user", "content": f"Write a poem of {SECRET}."}]
        sync(server).chat.completions.create(model="m", messages=poem)
    assert log_messages(caplog)[2:] == ["passed to the plain model: no examples were found in the prompt"]


def test_ses_logs_beside_its_live_progress(tmp_path: Path) -> None:
    """On a terminal: each record is a line of its own, and the live line is drawn again below it."""
    seen: Counter[str] = Counter()

    def script(request: dict[str, Any]) -> Answer:
        key = f"{request.get('seed')} {request['messages']}"
        seen[key] += 1
        return Answer("busy", 429, {"Retry-After": "0.3"}) if seen[key] == 1 else solver(request)

    ours, theirs = pty.openpty()
    written = bytearray()

    def read() -> None:
        while True:
            try:
                if not (data := os.read(ours, 1 << 16)):
                    return
            except OSError:  # Linux: the other end is closed
                return
            written.extend(data)

    with serving(script) as server:
        process = subprocess.Popen(
            [
                *(sys.executable, "-c", "import sys; from ses_plugin.cli import main; sys.exit(main())"),
                *("solve", "-", "--k", "3", "--model", "openai/m", "--api-base", server.base, "--no-cache"),
            ],
            env={**os.environ, "SES_LOG": "info", "TERM": "xterm", "COLUMNS": "150"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=theirs,
        )
        os.close(theirs)
        reader = threading.Thread(target=read)
        reader.start()
        out, _ = process.communicate(STATEMENT.encode(), timeout=600)
        reader.join(120)
    os.close(ours)
    assert process.returncode == 0
    assert b"ses_plugin" not in out, "standard output has the program only"
    # What a line shows at the end: the last text after it was erased.
    lines = [line.split("\x1b[2K")[-1] for line in written.decode().split("\n")]
    lines = [re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", line) for line in lines]
    records = [line for line in lines if "attempt 1 of a call of openai/m failed: RateLimitError" in line]
    assert len(records) >= 3
    assert all(re.match(r"\r*(?:\[\d\d:\d\d:\d\d\])? +INFO +ses_plugin\.", line) for line in records), records
    assert "round 1" in written.decode()
