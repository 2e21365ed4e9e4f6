"""The embedded families and functions, as they lie in their folders."""

from __future__ import annotations

import importlib
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from ses_plugin.datasets.seeded_random import SeededRandom
from ses_plugin.types.program import Program

_HERE = Path(__file__).parent
_ROOTS = {"stdin": _HERE / "families", "function": _HERE / "functions"}


@dataclass(frozen=True, slots=True)
class FewShotExample:
    """A worked example of the few-shot split: a program, its input and output, and the way between."""

    program: str
    input: str
    output: str
    explanation: str


@dataclass(frozen=True, slots=True)
class ProgramSource:
    """One family of contest programs, or one function (a family of one program).

    `kind` is "stdin" or "function". `programs` maps "correct_1" … "wrong_3", or "function", to its
    text. `generate(draw, level)` returns an input: text for standard input, or the text of a call's
    arguments. `constants` maps module-level names to values that are safe for them.
    """

    name: str
    kind: str
    split: str
    programs: Mapping[str, Program]
    generate: Callable[[SeededRandom, int], str]
    constants: Mapping[str, tuple[Any, ...]] = field(default_factory=lambda: MappingProxyType({}))
    bugs: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    example: FewShotExample | None = None


@cache
def load_sources() -> tuple[ProgramSource, ...]:
    """Return every embedded family and function, ordered by kind and name."""
    return tuple(_load(folder) for kind in sorted(_ROOTS, reverse=True) for folder in _folders(_ROOTS[kind]))


def _folders(root: Path) -> list[Path]:
    return sorted(path for path in root.iterdir() if (path / "generate.py").is_file())


def _load(folder: Path) -> ProgramSource:
    """Return what lies in one family's or one function's folder."""
    kind = "stdin" if folder.parent.name == "families" else "function"
    about = tomllib.loads(
        (folder / ("family.toml" if kind == "stdin" else "function.toml")).read_text("utf-8")
    )
    entry = None if kind == "stdin" else folder.name
    names = ["function"] if entry else sorted(p.stem for p in folder.glob("[cw]*_[0-9].py"))
    module = importlib.import_module(f"ses_plugin.datasets.{folder.parent.name}.{folder.name}.generate")
    return ProgramSource(
        name=folder.name,
        kind=kind,
        split=about.get("split", "test"),
        programs={n: Program((folder / f"{n}.py").read_text("utf-8"), entry) for n in names},
        generate=module.generate if kind == "stdin" else _as_text(module.generate),
        constants={name: tuple(values) for name, values in about.get("constants", {}).items()},
        bugs=about.get("bugs", {}),
        example=_example(about.get("example")),
    )


def _as_text(
    generate: Callable[[SeededRandom, int], tuple[object, ...]],
) -> Callable[[SeededRandom, int], str]:
    def arguments(draw: SeededRandom, level: int) -> str:
        return ", ".join(map(repr, generate(draw, level)))

    return arguments


def _example(table: dict[str, str] | None) -> FewShotExample | None:
    if table is None:
        return None
    text = table["stdin"] if "stdin" in table else table["arguments"]
    explanation = re.sub(r"\s*\n\s*\n\s*", "\n", table["explanation"].strip())
    return FewShotExample(table.get("program", "function"), text, table["output"], explanation)
