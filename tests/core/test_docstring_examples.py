"""The examples in docstrings give what they show."""

from __future__ import annotations

import ast
import doctest
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def modules_with_examples() -> Iterator[str]:
    for path in sorted((ROOT / "ses_plugin").rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        is_data = "families" in parts or "functions" in parts
        if is_data or ">>> " not in (source := path.read_text("utf-8")):
            continue
        kinds = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
        nodes = (node for node in ast.walk(ast.parse(source)) if isinstance(node, kinds))
        if any(doctest.DocTestParser().get_examples(ast.get_docstring(node) or "") for node in nodes):
            yield ".".join(parts).removesuffix(".__init__")


@pytest.mark.parametrize("name", list(modules_with_examples()))
def test_the_examples_of_a_module(name: str) -> None:
    result = doctest.testmod(import_module(name), optionflags=doctest.ELLIPSIS)
    assert result.attempted > 0
    assert result.failed == 0
