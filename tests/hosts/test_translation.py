"""`ses data nlex --translate` with the real LiteLLM, against a server whose replies are written here."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from ses_plugin.cli import main
from tests.hosts.scripted_server import Answer, Script, Scripted, serving
from tests.hosts.test_litellm import kept, prompt_of

_CALL = re.compile(r"<call>\nf\((?P<given>-?\d+)\)\n</call>")
_RETURNED = re.compile(r"-> (?P<value>-?\d+)\n</trace>")


def translator(request: dict[str, Any]) -> Answer:
    """A model: what it says of f(5) ends in another output, of f(6) in none; of f(7) it has no end."""
    prompt = prompt_of(request)
    call, returned = _CALL.search(prompt), _RETURNED.search(prompt)
    assert call, prompt
    assert returned, prompt
    given, value = int(call["given"]), int(returned["value"])
    story = f"The function is called with {given}."
    if given == 6:
        return Answer(story)
    finish = "length" if given == 7 else "stop"
    return Answer(
        f"{story}\n\n<output>\n{value + (given == 5)}\n</output>"[: -9 if given == 7 else None], finish=finish
    )


def programs(folder: Path) -> Path:
    """Return a JSONL of 8 programs of different form, with 3 inputs each, of which two make rows."""
    steps = ["n += 2", "n *= n", "n = n - 1 if n % 3 else n"]
    rows = []
    for bits in range(8):
        body = "\n    ".join(["n = abs(n)", *(step for at, step in enumerate(steps) if bits >> at & 1)])
        inputs = ["3", "-4", str(5 + bits % 3)]
        rows.append({"source": f"def f(n):\n    {body}\n    return n\n", "entry": "f", "inputs": inputs})
    path = folder / "programs.jsonl"
    path.write_text("".join(json.dumps(one) + "\n" for one in rows))
    return path


def command(server: Scripted, source: Path, out: Path) -> list[str]:
    names = ["--translate", "openai/m", "--api-base", server.base, "--concurrency", "3", "--workers", "1"]
    names += ["--retries", "0"]
    return ["data", "nlex", str(source), "--out", str(out), *names]


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@dataclass
class Model:
    """The server's script, whose replies after so many have to be waited for."""

    allowed: int = 4
    script: Script = translator
    go_on: threading.Event = field(default_factory=threading.Event)
    begun: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self, request: dict[str, Any]) -> Answer:
        with self.lock:
            self.begun += 1
            over = self.begun > self.allowed
        if over:
            self.go_on.wait(600)
        return self.script(request)


# LiteLLM makes coroutines in a thread, and one that comes back to a call that was cancelled is forgotten.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_stopped_in_any_way_no_answer_is_paid_for_twice_and_the_bytes_are_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of 24 answers: kill -9 after 4, Ctrl-C after 11, the end; and beside it a build in one go."""
    source, cache, out = programs(tmp_path), tmp_path / "cache", tmp_path / "out"
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache))
    answered: list[str] = []
    model = Model()
    with serving(model) as server:
        arguments = command(server, source, out)

        def ended() -> None:
            """Note what was answered, and let go what is under way: nobody waits for it any more."""
            time.sleep(0.5)  # what was sent before a kill may still have to be read
            answered.extend(map(prompt_of, server.asked))
            assert len(answered) == len(set(answered)) == kept(cache)
            model.go_on.set()
            while len(server.asked) < model.begun:
                time.sleep(0.02)
            model.go_on.clear()
            server.asked.clear()
            model.begun = 0

        killed_at(4, arguments)
        ended()
        assert len(answered) == 4
        model.allowed = 7
        assert interrupted_at(11, arguments, cache) == 130
        assert "the same command goes on from there" in capsys.readouterr().err
        ended()
        assert len(answered) == 11
        model.allowed = 1000
        assert not (out / "README.md").exists()
        assert main(arguments) == 0
        assert re.search(r"translate +13 ", capsys.readouterr().err)
        ended()
        assert len(answered) == 24
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "another"))
        assert main(command(server, source, tmp_path / "one")) == 0
        assert sorted(map(prompt_of, server.asked)) == sorted(answered)
    assert files(out) == files(tmp_path / "one")
    check_card(files(out)["README.md"].decode())


def killed_at(answers: int, arguments: list[str]) -> None:
    """Start `ses` as a process, and kill it when so many answers are kept."""
    cache = Path(os.environ["XDG_CACHE_HOME"])
    code = "import sys; from ses_plugin.cli import main; sys.exit(main())"
    process = subprocess.Popen([sys.executable, "-c", code, *arguments], stderr=subprocess.PIPE, text=True)
    while kept(cache) < answers:
        assert process.poll() is None, process.stderr and process.stderr.read()
        time.sleep(0.02)
    process.kill()
    process.communicate(timeout=120)


def interrupted_at(answers: int, arguments: list[str], cache: Path) -> int:
    """Run `ses` here, with Ctrl-C when so many answers are kept; return its exit status."""

    def interrupt() -> None:
        while kept(cache) < answers:
            time.sleep(0.02)
        # A signal in the moment before the main thread begins to wait is only seen when the wait is over.
        time.sleep(0.5)
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)

    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # in the background it is ignored
    threading.Thread(target=interrupt, daemon=True).start()
    try:
        return main(arguments)
    finally:
        signal.signal(signal.SIGINT, before)


def check_card(card: str) -> None:
    assert "written by a model, `openai/m`" in card
    dropped = Counter(dict(re.findall(r"\| translation: (.*?) \| (\d+) \|", card)))
    assert dropped == {
        "another output than the program's": "3",
        "no answer": "3",
        "cut at the limit of tokens": "2",
    }
    assert "| answered | 24 |" in card
    assert re.search(r"\| tokens read \| \d{4,} \|", card)
    assert "| US dollars | not known |" in card


def test_a_model_that_can_not_be_called(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["data", "nlex", "embedded", "--out", str(tmp_path / "out"), "--translate", "nobody/m"]
    assert main(arguments) == 1
    told = capsys.readouterr().err
    assert "LiteLLM knows no such provider" in told
    assert not (tmp_path / "out").exists()
