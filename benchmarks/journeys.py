"""How far one request travels through the package: files crossed, and calls from one file to another.

Three journeys, each with two candidates and one example against a scripted server on this machine:
`wrap_openai(client).chat.completions.create`, `ses solve`, and `lm_eval --tasks ses_self_verify`. A file
counts when one of its functions is called; a switch is a call whose caller (the nearest frame of ours on the
stack) is in another file. Fewer of both means less to open when following a request.

Switches count each call, so that what is done many times dominates: 64 problems that are read from a file,
or a flag that is declared for each option. A reader follows such a call once. So the table also has sites:
each function counts once for each other file that calls it, without the calls while a module is imported.

    python benchmarks/journeys.py
    SHOW=1 python benchmarks/journeys.py "ses solve"      one journey, with its sites
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import FrameType
from typing import Any

ROOT = Path(__file__).parents[1]
STATEMENT = (
    "Write a program that reads two numbers and prints their sum.\n\n"
    "Sample Input 1\n1 2\n\nSample Output 1\n3\n"
)
SOLUTION = "```python\nprint(sum(map(int, input().split())))\n```"
_FOLDERS = ("ses_plugin", "adapters", "tasks")
JOURNEYS = ("wrap_openai", "ses solve", "lm_eval")


class _Server(BaseHTTPRequestHandler):
    """Answers every chat request: predictions are asked for by prompts that begin with "Simulate"."""

    def do_POST(self) -> None:
        request = json.loads(self.rfile.read(int(self.headers["content-length"])))
        asked = str(request["messages"][-1]["content"])
        text = "<output>\n3\n</output>" if "<output>" in asked else SOLUTION
        body = json.dumps(
            {
                "id": "1",
                "object": "chat.completion",
                "created": 1,
                "model": "m",
                "choices": [
                    {
                        "index": 0,
                        "finish_reason": "stop",
                        "message": {"role": "assistant", "content": text},
                    }
                ],
                "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
            }
        ).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Print nothing."""


class Journey:
    """Counts calls between files of the package, in all threads, while the context lasts."""

    def __init__(self) -> None:
        self.files: set[str] = set()
        self.switches: Counter[tuple[str, str]] = Counter()
        self.sites: set[tuple[str, str, str]] = set()
        self._ours: dict[str, str | None] = {}
        self._last: str | None = None

    def __enter__(self) -> Journey:
        threading.setprofile(self._profile)
        sys.setprofile(self._profile)
        return self

    def __exit__(self, *_: object) -> None:
        sys.setprofile(None)
        threading.setprofile(None)

    def _profile(self, frame: FrameType, event: str, _: object) -> None:
        if event != "call" or frame.f_code.co_name == "<module>":
            return
        callee = self._file(frame)
        if callee is None:
            return
        self.files.add(callee)
        caller = self._caller(frame) or self._last or callee
        self._last = callee
        if caller != callee:
            self.switches[caller, callee] += 1
            if not self._is_importing(frame):
                self.sites.add((caller, callee, frame.f_code.co_qualname))

    def _is_importing(self, frame: FrameType) -> bool:
        """Return whether a module of ours is being imported above `frame`."""
        above = frame.f_back
        while above is not None:
            if above.f_code.co_name == "<module>" and self._file(above) is not None:
                return True
            above = above.f_back
        return False

    def _caller(self, frame: FrameType) -> str | None:
        """Return the file of the nearest frame of ours; None where a thread or task begins with this call."""
        above = frame.f_back
        while above is not None:
            name = self._file(above)
            if name is not None and above.f_code.co_name != "<module>":
                return name
            above = above.f_back
        return None

    def _file(self, frame: FrameType) -> str | None:
        name = frame.f_code.co_filename
        if name not in self._ours:
            path = Path(os.path.realpath(name))
            place = path.relative_to(ROOT) if path.is_relative_to(ROOT) else Path("elsewhere")
            self._ours[name] = str(place) if place.parts[0] in _FOLDERS else None
        return self._ours[name]


def _wrap_openai(base: str) -> None:
    from openai import OpenAI

    from ses_plugin import wrap_openai

    client = wrap_openai(OpenAI(base_url=base, api_key="none"), k=2)
    client.chat.completions.create(model="m", messages=[{"role": "user", "content": STATEMENT}])


def _ses_solve(base: str) -> None:
    from ses_plugin.cli import main

    sys.stdin = io.TextIOWrapper(io.BytesIO(STATEMENT.encode()))
    main(["solve", "-", "--model", "openai/m", "--api-base", base, "--k", "2", "--no-cache"])


def _lm_eval(base: str) -> None:
    from lm_eval.__main__ import cli_evaluate

    sys.argv = ["lm_eval", "--model", "local-chat-completions", "--tasks", "ses_self_verify", "--limit", "1"]
    sys.argv += ["--model_args", f"model=m,base_url={base}/chat/completions,tokenizer_backend=None"]
    sys.argv += ["--metadata", json.dumps({"ses_k": 2}), "--apply_chat_template", "--confirm_run_unsafe_code"]
    cli_evaluate()


_RUN: dict[str, Callable[[str], None]] = dict(
    zip(JOURNEYS, (_wrap_openai, _ses_solve, _lm_eval), strict=True)
)


def travel(name: str) -> tuple[int, int, int, int]:
    """Return how many files, switches, sites and pairs of files a journey has."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Server)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    base = f"http://127.0.0.1:{server.server_port}/v1"
    journey = Journey()
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()):
        os.chdir(folder)
        _RUN[name](base)  # what is imported or made once is no part of the journey
        with journey:
            _RUN[name](base)
        os.chdir(ROOT)
    server.shutdown()
    if "SHOW" in os.environ:
        print(*sorted(journey.sites), sep="\n", file=sys.stderr)
    return len(journey.files), sum(journey.switches.values()), len(journey.sites), len(journey.switches)


def main(arguments: list[Any]) -> None:
    """Print the table; each journey has a process of its own, since imports are part of no journey."""
    if arguments:
        print(*travel(arguments[0]), file=sys.stderr)
        return
    print("journey       files  switches  sites  pairs of files")
    for name in JOURNEYS:
        env = {**os.environ, "OPENAI_API_KEY": "none", "LITELLM_LOG": "ERROR"}
        command = [sys.executable, __file__, name]
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=env)
        last = done.stderr.strip().split("\n")[-1]
        files, switches, sites, pairs = map(int, last.split())
        print(f"{name:<12}{files:>7}{switches:>10}{sites:>7}{pairs:>16}")


if __name__ == "__main__":
    main(sys.argv[1:])
