"""A recorder: code of ours that runs beside a program, in its process."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import CodeType


@dataclass(frozen=True, slots=True)
class TraceRecorder:
    """Code that watches one run from inside and writes a record of at most `size` bytes.

    `modules` are (name, file) of modules that use the standard library alone; a later one may import an
    earlier one. The last has `recorder(space, settings)`, which returns two functions: one to be called
    right before the program, which may return code to run in its place, and one right after. `space` is
    memory that outlives the process, so that the
    record of a run that is killed is there too. `settings` are plain values.
    """

    modules: tuple[tuple[str, Path], ...]
    settings: Mapping[str, object]
    size: int

    def described(self) -> tuple[tuple[tuple[str, CodeType], ...], dict[str, object], int]:
        """Return it as plain values, for the job."""
        return tuple((name, _compiled(path)) for name, path in self.modules), dict(self.settings), self.size


@cache
def _compiled(path: Path) -> CodeType:
    return compile(path.read_text("utf-8"), f"<{path.name}>", "exec", dont_inherit=True)
