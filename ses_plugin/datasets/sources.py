"""Load the embedded families and functions from their folders."""

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
    """A worked example of the few-shot split: a program, its input and output, and an explanation."""

    program: str
    input: str
    output: str
    explanation: str


@dataclass(frozen=True, slots=True)
class ProgramSource:
    """One family of contest programs, or one function (a family of one program).

    Attributes:
        name: the name of its folder.
        kind: "stdin" or "function".
        split: "test" or "fewshot".
        programs: "correct_1" … "wrong_3", or "function", and the program.
        generate: `generate(draw, level)` returns standard input, or the text of a call's arguments.
        constants: module-level names, and values that can replace theirs.
        bugs: names of wrong programs, and what is wrong with them.
        example: only in the few-shot split.
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
    """Return the family or the function in a folder."""
    kind = "stdin" if folder.parent.name == "families" else "function"
    settings = tomllib.loads(
        (folder / ("family.toml" if kind == "stdin" else "function.toml")).read_text("utf-8")
    )
    entry_point = None if kind == "stdin" else folder.name
    names = ["function"] if entry_point else sorted(p.stem for p in folder.glob("[cw]*_[0-9].py"))
    module = importlib.import_module(f"ses_plugin.datasets.{folder.parent.name}.{folder.name}.generate")
    return ProgramSource(
        name=folder.name,
        kind=kind,
        split=settings.get("split", "test"),
        programs={n: Program((folder / f"{n}.py").read_text("utf-8"), entry_point) for n in names},
        generate=module.generate if kind == "stdin" else _argument_text(module.generate),
        constants={name: tuple(values) for name, values in settings.get("constants", {}).items()},
        bugs=settings.get("bugs", {}),
        example=_example(settings.get("example")),
    )


def _argument_text(
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
