"""Calls of functions with literals, which show inputs: in docstrings, a package's modules, and its tests."""

from __future__ import annotations

import ast
import doctest
import os
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ses_plugin.syntax import parse

_PARSER = doctest.DocTestParser()


def doctest_calls(docstrings: Iterable[str], name: str) -> Iterator[str]:
    """Yield the arguments, if they are literals, of each call of `name` in doctest examples."""
    for text in docstrings:
        try:
            examples = _PARSER.get_examples(text)
        except ValueError:  # an example that doctest itself refuses
            continue
        for example in examples:
            try:
                tree = parse(example.source)
            except (SyntaxError, ValueError, RecursionError, MemoryError):
                continue
            yield from calls_in(tree, name)


def calls_in(tree: ast.AST, name: str) -> Iterator[str]:
    """Yield the arguments, if they are literals, of each call of `name` in `tree`."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id=called) | ast.Attribute(attr=called)) if called == name:
                if (text := literal_arguments(node)) is not None:
                    yield text


def literal_arguments(node: ast.Call) -> str | None:
    """Return what stands between the parentheses of a call, if it is literals; None if not, or nothing."""
    values = [*node.args, *(keyword.value for keyword in node.keywords)]
    if not values or not all(k.arg for k in node.keywords) or not all(map(_is_literal, values)):
        return None
    return ast.unparse(ast.Call(ast.Name("f"), node.args, node.keywords))[2:-1]


def _is_literal(node: ast.expr) -> bool:
    try:
        ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
        return False
    return True


_TEST = re.compile(r"(?:test_+(?P<after>\w+)|(?P<before>\w+?)_+tests?)\.py")
_MOST = 40
"""Calls of one function that are kept."""


@dataclass(slots=True)
class ModuleCalls:
    """The calls with literals in a module: of its own functions by name, and of what it imports."""

    own: dict[str, list[str]] = field(default_factory=dict)
    others: list[tuple[tuple[str, str], str]] = field(default_factory=list)


def find_calls(tree: ast.Module, own: Collection[str] = ()) -> ModuleCalls:
    """Return the calls in a module; those of `own`, its functions, whatever they are called of."""
    found = ModuleCalls()
    imports = _Imports()
    calls: list[tuple[ast.Call, str, str]] = []
    for node in ast.walk(tree):
        match node:
            case ast.Import() | ast.ImportFrom():
                imports.add(node)
            case ast.Call(func=ast.Name(id=name)):
                calls.append((node, "", name))
            case ast.Call(func=ast.Attribute(value=ast.Name(id=holder), attr=name)):
                calls.append((node, holder, name))
            case ast.Call(func=ast.Attribute(attr=name)) if name in own:
                calls.append((node, ".", name))
    for call, holder, name in calls:
        whose = imports.whose(holder, name)
        if (whose or name in own) and (text := literal_arguments(call)) is not None:
            if whose:
                found.others.append((whose, text))
            if name in own:
                found.own.setdefault(name, []).append(text)
    return found


class _Imports:
    """What names stand for, as far as a module imports them: (the last part of a module's name, a name)."""

    def __init__(self) -> None:
        self._functions: dict[str, tuple[str, str]] = {}
        self._modules: dict[str, str] = {}

    def add(self, node: ast.Import | ast.ImportFrom) -> None:
        """Note what an import binds."""
        if isinstance(node, ast.ImportFrom):
            stem = (node.module or "").rpartition(".")[2]
            for alias in node.names:
                self._functions[alias.asname or alias.name] = (stem, alias.name)
                self._modules[alias.asname or alias.name] = alias.name  # `from package import module`
        else:
            for alias in node.names:
                name = alias.asname or alias.name.split(".")[0]
                self._modules[name] = alias.name.rpartition(".")[2]

    def whose(self, holder: str, name: str) -> tuple[str, str] | None:
        """Return which module's function is called, if it is an imported one."""
        if not holder:
            return self._functions.get(name)
        return (self._modules[holder], name) if holder in self._modules else None


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
    yield from find_calls(tree).others
