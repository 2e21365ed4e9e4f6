"""A cache of model replies on disk: the same request is paid for once, also by parallel processes.

`ResponseCache` is an SQLite file. Each reply is a transaction of its own, so that a process may be killed at
any moment, several processes may share the file, and a look-up reads one row only. (`diskcache` does the same
and reads pickles; a file of JSON lines has to be read completely at each start, and grows with every
project.) `KeyLocks` locks single keys between processes, and `try_lock_file` a whole file.

Beside the replies, the file has what each run spent: the limit of a run holds for all its repetitions.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
import os
import sqlite3
from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

from ses_plugin.errors import UsageError

_log = logging.getLogger(__name__)

_HEADER = b"SQLite format 3\0"
_WAIT_S = 60.0
"""How long SQLite waits while another process writes."""

try:
    import fcntl
except ImportError:  # Windows: locks hold within one process only
    fcntl = None  # type: ignore[assignment]

_POLL_S = 0.05
"""The pause between two tries of a lock: byte locks can't be waited for without blocking the event loop."""

_LOCK_DIGITS = 15
"""Hexadecimal digits of a key that name its lock: file offsets are below 2**63."""

_SHOWN_DIGITS = 12
"""Hexadecimal digits of a key in log records."""


class ResponseCache:
    """Replies by request, both plain data, in the file `path`. Any thread may use it, one at a time.

    Raises UsageError, here and in every method, if the file can't be used.

    Example:
        async with cache.lock(request):
            if (reply := cache.get(request)) is None:
                cache.put(request, reply := await send(request))
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._check_header()
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._file = sqlite3.connect(path, timeout=_WAIT_S, isolation_level=None, check_same_thread=False)
        except (OSError, sqlite3.Error) as error:
            raise self._error(error) from error
        self._check_tables()
        self._execute("PRAGMA journal_mode = WAL")
        # Nothing is lost if the process is killed; a power cut may lose the last replies. FULL would wait for
        # the disk at each reply.
        self._execute("PRAGMA synchronous = NORMAL")
        self._execute("CREATE TABLE IF NOT EXISTS answers (key TEXT PRIMARY KEY, asked TEXT, answered TEXT)")
        self._execute(
            "CREATE TABLE IF NOT EXISTS spending "
            "(run TEXT, key TEXT, tokens INTEGER, cost REAL, PRIMARY KEY (run, key)) WITHOUT ROWID"
        )
        try:
            self._locks = KeyLocks(path.with_name(f"{path.name}-claims"))
        except OSError as error:
            raise self._error(error) from error

    def get(self, request: Mapping[str, Any]) -> dict[str, Any] | None:
        """Return the cached reply to a request, None if there is none."""
        key = _key(request)
        rows = self._execute("SELECT answered FROM answers WHERE key = ?", key)
        _log.debug("%s %s", "hit" if rows else "miss", key[:_SHOWN_DIGITS])
        try:
            reply: dict[str, Any] | None = json.loads(rows[0][0]) if rows else None
        except (ValueError, TypeError, RecursionError) as error:
            raise self._error(error) from error
        return reply

    def put(self, request: Mapping[str, Any], reply: Mapping[str, Any]) -> None:
        """Store a reply; it replaces an earlier one to the same request."""
        values = _key(request), json.dumps(request), json.dumps(reply)
        self._execute("INSERT OR REPLACE INTO answers VALUES (?, ?, ?)", *values)

    def completion_tokens(self, model: str) -> tuple[int, float]:
        """Return how many replies of `model` have a token count, and their mean number of tokens."""
        rows = self._execute(
            "SELECT COUNT(*), AVG(json_extract(answered, '$.completion_tokens')) FROM answers "
            "WHERE json_extract(asked, '$.model') = ? AND json_extract(answered, '$.completion_tokens') > 0",
            model,
        )
        count, mean = rows[0]
        return count, mean or 0.0

    def record_spending(self, run: str, request: Mapping[str, Any], tokens: int, cost: float) -> bool:
        """Record what the reply to `request` counts in `run`; return False if it is recorded already."""
        row = (run, _key(request), tokens, cost)
        self._execute("INSERT OR IGNORE INTO spending VALUES (?, ?, ?, ?)", *row)
        return bool(self._execute("SELECT changes()")[0][0])

    def spending(self, run: str) -> tuple[int, int, float]:
        """Return the recorded spending of `run`: replies, tokens, cost."""
        statement = (
            "SELECT COUNT(*), COALESCE(SUM(tokens), 0), COALESCE(SUM(cost), 0.0) FROM spending WHERE run = ?"
        )
        calls, tokens, cost = self._execute(statement, run)[0]
        return calls, tokens, cost

    def lock(self, request: Mapping[str, Any]) -> AbstractAsyncContextManager[None]:
        """Lock a request among all processes that share the file, so that only one sends it.

        Waits while another flow or process has the lock. Call `get` again then: the reply may be there.
        """
        return self._locks.hold(int(_key(request)[:_LOCK_DIGITS], 16))

    def close(self) -> None:
        """Close the file."""
        self._file.close()
        self._locks.close()

    def _check_header(self) -> None:
        """Refuse a file that is no database: SQLite would overwrite a file of a single byte."""
        try:
            with self.path.open("rb") as file:
                beginning = file.read(len(_HEADER))
        except FileNotFoundError:
            return
        except OSError as error:
            raise self._error(error) from error
        if beginning not in (b"", _HEADER):  # an empty file is a new database
            raise self._error(ValueError("there is a file that is no database"))

    def _check_tables(self) -> None:
        """Refuse a database of another program, before anything is written into it."""
        tables = [name for (name,) in self._execute("SELECT name FROM sqlite_master WHERE type='table'")]
        columns = [row[1] for row in self._execute("PRAGMA table_info(answers)")]
        if tables and columns != ["key", "asked", "answered"]:
            raise self._error(ValueError(f"there is another database, with {', '.join(tables)}"))

    def _execute(self, statement: str, *values: str | float) -> list[tuple[Any, ...]]:
        try:
            return self._file.execute(statement, values).fetchall()
        except sqlite3.Error as error:
            raise self._error(error) from error

    def _error(self, error: Exception) -> UsageError:
        return UsageError(
            f"cannot keep answers in {self.path}: {error}; move the file away, or use --no-cache"
        )


def _key(request: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(request, sort_keys=True).encode()).hexdigest()


class KeyLocks:
    """Locks of numbers below 2**63, shared by all processes that use the same file. Raises OSError.

    The lock of a number is a POSIX lock of the byte at that offset. The file stays empty, and the system
    releases the locks of a process that is killed. A process does not exclude itself by such locks, so those
    of this process are kept in a set.
    """

    def __init__(self, path: Path) -> None:
        self._held: set[int] = set()
        self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)

    @asynccontextmanager
    async def hold(self, number: int) -> AsyncIterator[None]:
        """Wait until the lock of `number` is free, and hold it while the context lasts."""
        while number in self._held or not self._try_lock(number):
            await asyncio.sleep(_POLL_S)
        self._held.add(number)
        try:
            yield
        finally:
            self._held.discard(number)
            if fcntl is not None:
                fcntl.lockf(self._file, fcntl.LOCK_UN, 1, number)

    def close(self) -> None:
        """Close the file, which releases all locks of this process."""
        os.close(self._file)

    def _try_lock(self, number: int) -> bool:
        if fcntl is None:
            return True
        try:
            fcntl.lockf(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, number)
        except (BlockingIOError, PermissionError):  # locked by another process; systems raise either
            return False
        return True


def try_lock_file(file: int) -> bool:
    """Lock an open file for this process until it is closed; return False if another process has the lock."""
    if fcntl is None:
        return True
    try:
        fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True
