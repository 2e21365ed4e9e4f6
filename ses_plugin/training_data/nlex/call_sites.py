"""Calls of a package's functions with literals, in its other modules and in its own tests."""

from __future__ import annotations

import ast
import os
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from ses_plugin.syntax import parse
from ses_plugin.training_data.nlex.inputs.documented_inputs import literal_arguments

CallSites = Mapping[tuple[str, str], list[str]]
"""The arguments of calls by the last part of a module's name, and the name of its function."""

_TEST = re.compile(r"(?:test_+(?P<after>\w+)|(?P<before>\w+?)_+tests?)\.py")
_MOST = 40
"""Calls of one function that are kept."""


def calls_of_others(tree: ast.Module) -> Iterator[tuple[tuple[str, str], str]]:
    """Yield the calls in a module of functions that it has imported: whose they are, and their arguments."""
    functions: dict[str, tuple[str, str]] = {}
    modules: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            stem = (node.module or "").rpartition(".")[2]
            for alias in node.names:
                functions[alias.asname or alias.name] = (stem, alias.name)
                modules[alias.asname or alias.name] = alias.name  # `from package import module`
        elif isinstance(node, ast.Import):
            for alias in node.names:
                modules[alias.asname or alias.name.split(".")[0]] = alias.name.rpartition(".")[2]
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id=name)) if name in functions:
                whose = functions[name]
            case ast.Call(func=ast.Attribute(value=ast.Name(id=module), attr=name)) if module in modules:
                whose = (modules[module], name)
            case _:
                continue
        if (text := literal_arguments(node)) is not None:
            yield whose, text


def gather_calls(found: Iterable[tuple[tuple[str, str], str]]) -> dict[tuple[str, str], list[str]]:
    """Return the calls by whose they are: those that occur most first."""
    counted: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for whose, text in found:
        counted[whose][text] += 1
    return {whose: [text for text, _ in counts.most_common(_MOST)] for whose, counts in counted.items()}


def calls_in_tests(root: Path, stems: set[str]) -> Iterator[tuple[tuple[str, str], str]]:
    """Yield the calls in the tests of the modules `stems`: files test_NAME.py below `root`, or beside it.

    The files are read, never run.
    """
    folders = [root] if root.is_dir() else []
    beside = [root.parent / name for name in ("test", "tests")]
    for folder in (*folders, *(one for one in beside if one.is_dir() and _is_project(root.parent))):
        for above, below, files in os.walk(folder):
            below[:] = sorted(name for name in below if not name.startswith((".", "__")))
            for file in sorted(files):
                match = _TEST.fullmatch(file)
                if match and (match["after"] or match["before"]) in stems:
                    yield from _calls_in_file(Path(above, file))


def _is_project(folder: Path) -> bool:
    """Return whether the tests in a folder are those of what is beside them: not so in site-packages."""
    return (folder / "pyproject.toml").is_file() or (folder / "setup.py").is_file()


def _calls_in_file(path: Path) -> Iterator[tuple[tuple[str, str], str]]:
    try:
        tree = parse(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, SyntaxError, ValueError, RecursionError, MemoryError):
        return
    yield from calls_of_others(tree)
