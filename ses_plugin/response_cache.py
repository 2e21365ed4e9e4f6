"""A cache of model replies on disk: the same request is paid for once, also by parallel processes.

`ResponseCache` is an SQLite file. Each reply is a transaction of its own, so that a process may be killed at
any moment, several processes may share the file, and a look-up reads one row only. (`diskcache` does the same
and reads pickles; a file of JSON lines has to be read completely at each start, and grows with every
project.) `KeyLocks` locks single keys between processes, and `try_lock_file` a whole file.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import sqlite3
from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

from ses_plugin.errors import UsageError

_HEADER = b"SQLite format 3\0"
_WAIT_S = 60.0
"""How long another process may take with its writing."""

try:
    import fcntl
except ImportError:  # Windows: locks hold within one process only
    fcntl = None  # type: ignore[assignment]

_POLL_S = 0.05


class ResponseCache:
    """Replies by request, both plain data, in the file `path`. Any thread may use it, one at a time.

    Raises UsageError, here and in every method, if the file can't be used.
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
        # After a kill all is there; after a power cut the last replies may be missing.
        self._execute("PRAGMA synchronous = NORMAL")
        self._execute("CREATE TABLE IF NOT EXISTS answers (key TEXT PRIMARY KEY, asked TEXT, answered TEXT)")
        try:
            self._claims = KeyLocks(path.with_name(f"{path.name}-claims"))
        except OSError as error:
            raise self._error(error) from error

    def get(self, asked: Mapping[str, Any]) -> dict[str, Any] | None:
        """Return the cached reply to a request, None if there is none."""
        rows = self._execute("SELECT answered FROM answers WHERE key = ?", _key(asked))
        try:
            answer: dict[str, Any] | None = json.loads(rows[0][0]) if rows else None
        except (ValueError, TypeError, RecursionError) as error:
            raise self._error(error) from error
        return answer

    def put(self, asked: Mapping[str, Any], answered: Mapping[str, Any]) -> None:
        """Store a reply; it replaces an earlier one to the same request."""
        values = _key(asked), json.dumps(asked), json.dumps(answered)
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

    def lock(self, asked: Mapping[str, Any]) -> AbstractAsyncContextManager[None]:
        """Lock a request among all processes that share the file, so that only one sends it.

        Waits while another one has the lock; then look again whether the reply is there.
        """
        return self._claims.hold(int(_key(asked)[:15], 16))

    def close(self) -> None:
        """Close the file."""
        self._file.close()
        self._claims.close()

    def _check_header(self) -> None:
        """Refuse a file that is no database: SQLite writes over one of a single byte."""
        try:
            with self.path.open("rb") as file:
                beginning = file.read(len(_HEADER))
        except FileNotFoundError:
            return
        except OSError as error:
            raise self._error(error) from error
        if beginning not in (b"", _HEADER):
            raise self._error(ValueError("there is a file that is no database"))

    def _check_tables(self) -> None:
        """Refuse a database of another program, before anything is written into it."""
        found = dict.fromkeys(
            name for (name,) in self._execute("SELECT name FROM sqlite_master WHERE type='table'")
        )
        columns = [row[1] for row in self._execute("PRAGMA table_info(answers)")]
        if found and columns != ["key", "asked", "answered"]:
            raise self._error(ValueError(f"there is another database, with {', '.join(found)}"))

    def _execute(self, statement: str, *values: str) -> list[tuple[Any, ...]]:
        try:
            return self._file.execute(statement, values).fetchall()
        except sqlite3.Error as error:
            raise self._error(error) from error

    def _error(self, error: Exception) -> UsageError:
        return UsageError(
            f"cannot keep answers in {self.path}: {error}; move the file away, or use --no-cache"
        )


def _key(asked: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()


class KeyLocks:
    """Locks of numbers below 2**63, shared by all processes that name the same file. Raises OSError."""

    def __init__(self, path: Path) -> None:
        self._mine: set[int] = set()
        self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)

    @asynccontextmanager
    async def hold(self, number: int) -> AsyncIterator[None]:
        """Wait until the lock of `number` is free, and hold it."""
        while number in self._mine or not self._try_lock(number):
            await asyncio.sleep(_POLL_S)
        self._mine.add(number)
        try:
            yield
        finally:
            self._mine.discard(number)
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
        except (BlockingIOError, PermissionError):  # by another process; which of them is up to the system
            return False
        return True


def try_lock_file(file: int) -> bool:
    """Lock a whole file for this process while it is open; return False if another process holds the lock."""
    if fcntl is None:
        return True
    try:
        fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True
