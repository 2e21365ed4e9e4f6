"""A standard output that also tells what was written to it.

What reaches the descriptor, and when, is as before: the same buffers are used in the same order. The two
classes look like those whose place they take.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterable
from typing import Any

_MANY = 500


def listen(tell: Callable[[], None]) -> tuple[list[str], Callable[[], None]]:
    """Put a standard output in place of the interpreter's.

    Return the list on which all that is written to it is put, and what ends that. `tell` is called when the
    list has got long: it has to empty it.
    """
    written: list[str] = []
    real: Any = sys.stdout.detach()  # type: ignore[union-attr]

    def put(text: str) -> None:
        written.append(text)
        if len(written) > _MANY:
            tell()

    told, end_told = _binary(real, put)

    class TextIOWrapper(io.TextIOWrapper):
        def write(self, text: str, /) -> int:
            size = super().write(text)
            put(text)
            return size

        @property
        def buffer(self) -> Any:
            return told

        def __repr__(self) -> str:  # since Python 3.13 it tells the name of the derived class
            return super().__repr__().replace("<TextIOWrapper", "<_io.TextIOWrapper", 1)

    stream = TextIOWrapper(real, "utf-8", "strict", newline="\n")
    vars(stream)["mode"] = "w"
    sys.stdout = sys.__stdout__ = stream  # type: ignore[misc]

    def end() -> None:
        if "write" in vars(TextIOWrapper):
            del TextIOWrapper.write
        end_told()

    return written, end


def _binary(real: Any, put: Callable[[str], None]) -> tuple[Any, Callable[[], None]]:
    """Return what a program writes bytes to, and what ends that it is told."""

    class BufferedWriter:
        def __getattr__(self, name: str) -> Any:
            return getattr(real, name)

        def write(self, data: Any, /) -> Any:
            size = real.write(data)
            put(bytes(data).decode("utf-8", "replace"))
            return size

        def writelines(self, lines: Iterable[Any], /) -> None:
            for line in lines:
                self.write(line)

        def __repr__(self) -> str:
            return repr(real)

    def end() -> None:
        if "write" in vars(BufferedWriter):
            del BufferedWriter.write, BufferedWriter.writelines

    io.BufferedIOBase.register(BufferedWriter)
    return BufferedWriter(), end
