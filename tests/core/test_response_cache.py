from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from ses_plugin.adapters.litellm import backend
from ses_plugin.adapters.litellm.backend import CallPacer
from ses_plugin.errors import UsageError
from ses_plugin.response_cache import ResponseCache
from ses_plugin.usage import EXECUTE, Usage, UsageTracker


def test_answers_are_kept_by_all_that_was_asked(tmp_path: Path) -> None:
    record = ResponseCache(tmp_path / "new" / "answers.sqlite")
    record.put({"model": "a", "seed": 1}, {"text": "é\n"})
    assert record.get({"seed": 1, "model": "a"}) == {"text": "é\n"}
    assert record.get({"model": "a", "seed": 2}) is None
    record.put({"model": "a", "seed": 1}, {"text": "new"})
    record.close()
    assert ResponseCache(record.path).get({"model": "a", "seed": 1}) == {"text": "new"}


def test_a_killed_process_leaves_what_it_put(tmp_path: Path) -> None:
    path = tmp_path / "answers.sqlite"
    code = (
        "import os, signal, sys\nfrom pathlib import Path\n"
        "from ses_plugin.response_cache import ResponseCache\n"
        "record = ResponseCache(Path(sys.argv[1]))\n"
        "for n in range(50): record.put({'n': n}, {'text': str(n)})\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(path)], env=os.environ, check=False)
    assert done.returncode == -signal.SIGKILL
    record = ResponseCache(path)
    assert [record.get({"n": n}) for n in range(50)] == [{"text": str(n)} for n in range(50)]


def test_two_processes_may_share_the_file(tmp_path: Path) -> None:
    first, second = ResponseCache(tmp_path / "a.sqlite"), ResponseCache(tmp_path / "a.sqlite")
    first.put({"n": 1}, {"text": "one"})
    second.put({"n": 2}, {"text": "two"})
    assert (first.get({"n": 2}), second.get({"n": 1})) == ({"text": "two"}, {"text": "one"})


def test_a_file_that_can_not_be_used_is_told(tmp_path: Path) -> None:
    (tmp_path / "no.sqlite").write_text("this is no database, and long enough to be seen as none" * 20)
    for path in (tmp_path / "no.sqlite", tmp_path / "no.sqlite" / "below", tmp_path):
        with pytest.raises(UsageError, match="--no-cache"):
            ResponseCache(path)


@pytest.mark.parametrize("foreign", [b"x", b"{}\n", b"SQLite format 2\0" + bytes(100)])
def test_a_file_that_is_no_database_is_not_changed(tmp_path: Path, foreign: bytes) -> None:
    """SQLite itself takes one of a single byte for an empty one."""
    path = tmp_path / "a.sqlite"
    path.write_bytes(foreign)
    with pytest.raises(UsageError, match="move the file away"):
        ResponseCache(path)
    assert path.read_bytes() == foreign


@pytest.mark.parametrize("table", ["CREATE TABLE songs (name TEXT)", "CREATE TABLE answers (key, text)"])
def test_another_database_is_not_changed(tmp_path: Path, table: str) -> None:
    path = tmp_path / "a.sqlite"
    with closing(sqlite3.connect(path)) as file:
        file.execute(table)
    before = path.read_bytes()
    with pytest.raises(UsageError, match="another database"):
        ResponseCache(path)
    assert path.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == ["a.sqlite"]


def test_an_answer_that_is_damaged_is_told(tmp_path: Path) -> None:
    record = ResponseCache(tmp_path / "a.sqlite")
    record.put({"n": 1}, {"text": "one"})
    with closing(sqlite3.connect(record.path)) as file:
        file.execute("UPDATE answers SET answered = '{'")
        file.commit()
    with pytest.raises(UsageError, match="move the file away"):
        record.get({"n": 1})


def test_the_price_of_all_is_known_if_that_of_each_is() -> None:
    traffic = UsageTracker()
    assert traffic.usage.cost == 0
    traffic.of("solve").usage += Usage(1, 0, 5, 6, 0.5, 1.0)
    traffic.of("simulate").usage += Usage(1, 0, 5, 6, 0.25, 1.0)
    traffic.of(EXECUTE).usage += Usage(calls=3)
    assert (traffic.usage.calls, traffic.usage.cost) == (2, 0.75)
    traffic.of("simulate").usage += Usage(1, 0, 5, 6, None, 1.0)
    assert traffic.to_row()["cost"] is None
    assert traffic.to_row()["roles"]["solve"]["usage"]["cost"] == 0.5


def test_only_one_asks_for_an_answer_at_a_time(tmp_path: Path) -> None:
    """Another process waits; if one that asks is killed the next one may."""
    path = tmp_path / "a.sqlite"
    code = (
        "import asyncio, sys, time\nfrom pathlib import Path\n"
        "from ses_plugin.response_cache import ResponseCache\n"
        "async def ask():\n"
        "    record = ResponseCache(Path(sys.argv[1]))\n"
        "    async with record.lock({'n': 1}):\n"
        "        print('asking', flush=True); time.sleep(60)\n"
        "asyncio.run(ask())\n"
    )
    other = subprocess.Popen([sys.executable, "-c", code, str(path)], stdout=subprocess.PIPE, env=os.environ)
    assert other.stdout is not None
    assert other.stdout.readline() == b"asking\n"
    record = ResponseCache(path)

    async def ask(number: int, seconds: float) -> bool:
        try:
            async with asyncio.timeout(seconds), record.lock({"n": number}):
                return True
        except TimeoutError:
            return False

    assert asyncio.run(ask(2, 60))
    assert not asyncio.run(ask(1, 0.2))
    other.kill()
    other.wait()
    other.stdout.close()
    assert asyncio.run(ask(1, 60))


def test_flows_of_one_process_wait_for_each_other(tmp_path: Path) -> None:
    record, order = ResponseCache(tmp_path / "a.sqlite"), []

    async def ask(name: str) -> None:
        async with record.lock({"n": 1}):
            order.append(name)
            await asyncio.sleep(0.01)
            order.append(name)

    async def both() -> None:
        await asyncio.gather(ask("a"), ask("b"), ask("c"))

    asyncio.run(both())
    assert order[0::2] == order[1::2]


def test_a_call_begins_once_what_has_come_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Replies go through many turns of the loop, with work in each, before they are kept."""
    monkeypatch.setattr(backend, "_MAX_PACING_S", 600)
    turns, order = CallPacer(), list[str]()

    async def read(name: str) -> None:
        for _ in range(9):
            until = time.monotonic() + 0.002
            while time.monotonic() < until:
                pass
            await asyncio.sleep(0)
        order.append(name)

    async def begin(name: str) -> None:
        await turns.wait()
        order.append(name)
        await read(f"{name} sent")

    async def all_of_them() -> None:
        await asyncio.gather(begin("first"), begin("second"), *(read(f"reply {n}") for n in range(4)))

    asyncio.run(all_of_them())
    assert order == [*(f"reply {n}" for n in range(4)), "first", "first sent", "second", "second sent"]


def test_how_long_kept_answers_are(tmp_path: Path) -> None:
    record = ResponseCache(tmp_path / "a.sqlite")
    assert record.completion_tokens("m") == (0, 0.0)
    for number, tokens in enumerate((10, 20, None)):
        record.put({"model": "m", "n": number}, {"completion_tokens": tokens})
    record.put({"model": "other"}, {"completion_tokens": 1})
    assert record.completion_tokens("m") == (2, 15.0)


def test_traffic_of_flows_adds_up() -> None:
    total, one = UsageTracker(), UsageTracker(rounds=2, last_failure="no")
    one.of("solve").usage += Usage(1, 1, 5, 6, 0.5, 1.0)
    one.of("solve").cached_usage += Usage(2, 0, 1, 1, 0.25, 1.0)
    one.of("solve").retryable_failures = 1
    total.add(one)
    total.add(one)
    assert (total.rounds, total.last_failure, total.retryable_failures) == (4, "no", 2)
    assert total.of("solve").usage == Usage(2, 2, 10, 12, 1.0, 2.0)
    assert (total.total_usage.calls, total.total_usage.cost) == (6, 1.5)
    assert one.of("solve").usage.calls == 1


def test_the_spending_of_a_run_counts_each_reply_once(tmp_path: Path) -> None:
    cache = ResponseCache(tmp_path / "a.sqlite")
    assert cache.spending("run") == (0, 0, 0.0)
    assert cache.record_spending("run", {"n": 1}, 10, 0.5)
    assert cache.record_spending("run", {"n": 2}, 5, 0.25)
    assert not cache.record_spending("run", {"n": 1}, 10, 0.5)
    assert cache.record_spending("other", {"n": 1}, 10, 0.5)
    cache.close()
    again = ResponseCache(tmp_path / "a.sqlite")
    assert (again.spending("run"), again.spending("other")) == ((2, 15, 0.75), (1, 10, 0.5))
