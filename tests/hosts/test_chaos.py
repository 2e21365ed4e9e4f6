"""Nothing that was paid for is lost: a server that fails in every way, and processes that are killed."""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from ses_plugin.problems.loader import load_problems
from ses_plugin.service.batch import BatchSolver, ResultsFile
from ses_plugin.service.options import SolveOptions
from ses_plugin.strategies import Completions, Request, Response, SampleRequest
from ses_plugin.usage import UsageTracker
from tests.hosts.chaos_server import Chaos, Ledger, chaos, key, text_of

CODE = "import sys; from ses_plugin.cli import main; sys.exit(main())"
LEFT = 3
CONCURRENCY = 32

Choices = dict[str, tuple[str | None, bool | None, float | None]]


def problems(count: int) -> str:
    rows = []
    for number in range(count):
        a, b = number + 3, number % 17 + 2
        row: dict[str, Any] = {
            "id": f"sum/{number}",
            "statement": f"Problem {number}: print the sum of two numbers.",
            "public": [[f"{a} {b}", f"{a + b}"], [f"{b} {b + 1}", f"{2 * b + 1}"]],
            "private": [],
            "limits": {},
            **dict.fromkeys(("title", "level", "source", "starter"), ""),
            **dict.fromkeys(("entry", "comparator")),
        }
        rows.append(json.dumps(row) + "\n")
    return "".join(rows)


def choices(path: Path) -> Choices:
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    found = {row["id"]: (row["program"], row["verified"], row["confidence"]) for row in rows}
    assert len(found) == len(rows), "a problem was solved twice"
    return found


@dataclass
class Job:
    """The same command again and again, each time as a process of its own that names itself by its key."""

    folder: Path
    base: str
    started: int = 0
    killed: dict[str, float] = field(default_factory=dict)
    """When (monotonic seconds), by client."""
    kept: dict[str, set[str]] = field(default_factory=dict)
    """What the record held when a client was started."""

    @property
    def out(self) -> Path:
        return self.folder / "chaos.jsonl"

    def start(self) -> tuple[str, subprocess.Popen[bytes]]:
        self.started += 1
        client = f"run-{self.started}"
        self.kept[client] = self._recorded()
        environment = {
            **os.environ,
            "OPENAI_API_KEY": client,
            "XDG_CACHE_HOME": str(self.folder / "cache"),
        }
        arguments = ["solve", str(self.folder / "problems.jsonl"), "--all", "--out", str(self.out)]
        calling = [
            "--model",
            "openai/m",
            "--api-base",
            self.base,
            "--concurrency",
            str(CONCURRENCY),
            "--k",
            "2",
        ]
        with (self.folder / "log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-c", CODE, *arguments, *calling], env=environment, stdout=log, stderr=log
            )
        return client, process

    def to_the_end(self) -> int:
        """Run until no problem is left; return how often it took."""
        for attempt in range(1, 5):
            _, process = self.start()
            status = process.wait()
            if status == 0:
                return attempt
            assert status == LEFT, self._log()
        raise AssertionError(self._log())

    def _recorded(self) -> set[str]:
        path = self.folder / "cache" / "ses" / "calls-v1.sqlite"
        if not path.exists():
            return set()
        with sqlite3.connect(path) as file:
            try:
                rows = file.execute("SELECT asked FROM answers").fetchall()
            except sqlite3.OperationalError:  # killed before the table was made
                return set()
        return {key(asked["prompt"], asked["seed"]) for asked in map(json.loads, (row for (row,) in rows))}

    def _log(self) -> str:
        return (self.folder / "log").read_text("utf-8")[-3000:]


def kill_at(moments: list[int], job: Job, ledger: Ledger, draw: random.Random) -> None:
    """Run the command once for each of `moments`; kill it once so many replies were delivered in all."""
    for moment in moments:
        client, process = job.start()
        while ledger.delivered < moment:
            assert process.poll() is None, "it has ended"
            time.sleep(0.002)
        time.sleep(draw.random() * 0.1)
        process.send_signal(signal.SIGKILL)
        job.killed[client] = time.monotonic()
        process.wait()


def check(job: Job, ledger: Ledger) -> str:
    """Compare the ledger of the server with what the processes kept; return the account in words."""
    for client, kept in job.kept.items():
        assert not kept & ledger.asked.get(client, set()), "an answer that was kept was asked for again"
    window, flying, twice, lost = [], 0, 0, Counter[str]()
    for given in ledger.given.values():
        *earlier, last = given
        assert last.client not in job.killed or len(given) == 1 or last.at <= job.killed[last.client]
        twice += len(given) - len({one.client for one in given})
        for one in earlier:
            died = job.killed.get(one.client)
            assert died is not None, "a reply to a process that lived on was asked for again"
            if one.at <= died:
                window.append(died - one.at)
                lost[one.client] += 1
            else:
                flying += 1
    assert twice == 0, "one process asked twice for the same"
    assert max(lost.values(), default=0) <= CONCURRENCY, "more lost by a kill than were asked for at a time"
    return (
        f"{ledger.requests} requests, failures {ledger.failures}, {len(ledger.given)} replies needed; "
        f"{len(job.killed)} kills; repeated {len(window)} delivered before a kill "
        f"(at most {max(window, default=0) * 1000:.0f} ms) and {flying} under way at one"
    )


class Calm:
    """The same model, asked directly."""

    def __init__(self, asked: set[str]) -> None:
        self.usage, self.asked = UsageTracker(), asked

    async def __call__(self, needs: Sequence[Request]) -> list[Response]:
        return [self.answer(need) for need in needs if isinstance(need, SampleRequest)]

    def answer(self, need: SampleRequest) -> Response:
        drawn = need.sampling.temperature > 0
        seeds = [need.seed + index if drawn else None for index in range(need.n)]
        self.asked |= {key(need.prompt, seed) for seed in seeds}
        return Completions(tuple(text_of(need.prompt, seed) for seed in seeds))


def calm(folder: Path) -> tuple[Choices, set[str]]:
    """Solve the problems in peace; return the choices, and all that is asked for them."""
    asked: set[str] = set()
    with ResultsFile(folder / "calm.jsonl", {}) as results:
        source = load_problems(str(folder / "problems.jsonl"))
        work = BatchSolver(source, SolveOptions(k=2), results, lambda: Calm(asked), judge_programs=False)
        asyncio.run(work.run())
    return choices(folder / "calm.jsonl"), asked


def account(folder: Path, count: int, kills: int, how: Chaos) -> str:
    (folder / "problems.jsonl").write_text(problems(count), "utf-8")
    expected, needed = calm(folder)
    with chaos(how) as (base, ledger):
        job, draw = Job(folder, base), random.Random(how.seed)
        kill_at(sorted(draw.sample(range(1, len(needed) - 32), kills)), job, ledger, draw)
        attempts = job.to_the_end()
        told = check(job, ledger)
    found = choices(job.out)
    assert len(found) == count
    assert found == expected
    assert set(ledger.given) == needed
    return f"{count} problems: {told}; {attempts} runs to the end after the last kill"


def test_nothing_is_lost_in_chaos(tmp_path: Path) -> None:
    print(account(tmp_path, 60, 3, Chaos()))


@pytest.mark.slow
def test_nothing_is_lost_in_a_lot_of_chaos(tmp_path: Path) -> None:
    print(account(tmp_path, 1000, 20, Chaos()))
