"""Answers that were paid for, kept on disk as they come: the same question is not paid for twice.

An SQLite file: each answer is a transaction of its own, so that a process may be killed at any moment,
several may share the file, and looking one up reads no other. (`diskcache` does the same and reads pickles;
a file of JSON lines has to be read as a whole at each start, and grows with every project.)
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

from ses_plugin.drivers.claims import Claims
from ses_plugin.errors import UsageError

_HEADER = b"SQLite format 3\0"
_WAIT_S = 60.0
"""How long another process may take with its writing."""


class Record:
    """Answers by what was asked, both plain data, in the file `path`. Any thread may use it, one at a time.

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
        self._do("PRAGMA journal_mode = WAL")
        self._do(
            "PRAGMA synchronous = NORMAL"
        )  # whole after a kill; after a power cut the last may be missing
        self._do("CREATE TABLE IF NOT EXISTS answers (key TEXT PRIMARY KEY, asked TEXT, answered TEXT)")
        try:
            self._claims = Claims(path.with_name(f"{path.name}-claims"))
        except OSError as error:
            raise self._error(error) from error

    def get(self, asked: Mapping[str, Any]) -> dict[str, Any] | None:
        """Return the answer to what was asked, None if there is none."""
        rows = self._do("SELECT answered FROM answers WHERE key = ?", _key(asked))
        try:
            answer: dict[str, Any] | None = json.loads(rows[0][0]) if rows else None
        except (ValueError, TypeError, RecursionError) as error:
            raise self._error(error) from error
        return answer

    def put(self, asked: Mapping[str, Any], answered: Mapping[str, Any]) -> None:
        """Keep an answer; an earlier one to the same gives way."""
        values = _key(asked), json.dumps(asked), json.dumps(answered)
        self._do("INSERT OR REPLACE INTO answers VALUES (?, ?, ?)", *values)

    def tokens_out(self, model: str) -> tuple[int, float]:
        """Return how many answers of `model` have their tokens counted, and how many tokens on average."""
        rows = self._do(
            "SELECT COUNT(*), AVG(json_extract(answered, '$.tokens_out')) FROM answers "
            "WHERE json_extract(asked, '$.model') = ? AND json_extract(answered, '$.tokens_out') > 0",
            model,
        )
        count, mean = rows[0]
        return count, mean or 0.0

    def asking(self, asked: Mapping[str, Any]) -> AbstractAsyncContextManager[None]:
        """Be the only one who asks for an answer, among all processes that share the file.

        Waits while somebody else does; then look again whether the answer is there.
        """
        return self._claims.on(int(_key(asked)[:15], 16))

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
        """Refuse somebody else's database, before anything is written into it."""
        found = dict.fromkeys(
            name for (name,) in self._do("SELECT name FROM sqlite_master WHERE type='table'")
        )
        columns = [row[1] for row in self._do("PRAGMA table_info(answers)")]
        if found and columns != ["key", "asked", "answered"]:
            raise self._error(ValueError(f"there is another database, with {', '.join(found)}"))

    def _do(self, statement: str, *values: str) -> list[tuple[Any, ...]]:
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
