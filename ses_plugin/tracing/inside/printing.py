"""A standard output that also tells what was written to it.

What reaches the descriptor, and when, is as before: the same buffers are used in the same order.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterable
from typing import Any

Written = list[str]


class _Text(io.TextIOWrapper):
    """`sys.stdout`, which puts what is written on a list."""

    def __init__(self, buffer: Any, written: Written) -> None:
        super().__init__(buffer, "utf-8", "strict", newline="\n")
        self.mode = "w"
        self._buffer = _Bytes(buffer, written)
        self._written = written

    def write(self, text: str, /) -> int:
        """Write `text`."""
        size = super().write(text)
        self._written.append(text)
        return size

    @property
    def buffer(self) -> Any:
        """What a program writes bytes to."""
        return self._buffer


class _Bytes:
    """`sys.stdout.buffer`, which puts what is written on a list."""

    def __init__(self, buffer: Any, written: Written) -> None:
        self._real = buffer
        self._written = written

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    def write(self, data: Any, /) -> int:
        """Write `data`."""
        size: int = self._real.write(data)
        self._written.append(bytes(data).decode("utf-8", "replace"))
        return size

    def writelines(self, lines: Iterable[Any], /) -> None:
        """Write each of `lines`."""
        for line in lines:
            self.write(line)


def listen() -> Written:
    """Put a standard output in place of the interpreter's; return the list of what is written to it."""
    written: Written = []
    sys.stdout = sys.__stdout__ = _Text(sys.stdout.detach(), written)  # type: ignore[attr-defined,misc]
    return written


def deafen() -> None:
    """Write without telling, as quick as before."""
    if "write" in vars(_Text):
        del _Text.write, _Bytes.write, _Bytes.writelines
