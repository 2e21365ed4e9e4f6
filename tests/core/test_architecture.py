"""The tree is the architecture: imports go one way, the core is light, modules and functions are small."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "ses_plugin"
HEAVY = (
    "torch",
    "litellm",
    "openai",
    "lm_eval",
    "datasets",
    "transformers",
    "vllm",
    "trl",
    "numpy",
    "rich",
    "markdown_it",
)
# Each layer may import itself and those before it.
LAYERS = (
    {"errors", "inputs", "literals", "outputs", "programs", "syntax"},
    {"comparison", "comparators", "metrics", "parsing", "problems", "prompts"},
    {"strategies"},
    {"drivers"},
    {"execution"},
    {"tracing"},
    {"narration"},
    {"hookspecs", "plugins"},
    {"datasets"},
    {"chat"},
    {"adapters"},
    {"cli"},
)
PROGRAMS = ("correct_", "wrong_", "slow.py", "function.py")


def modules() -> list[Path]:
    ours = [*PACKAGE.rglob("*.py"), *(ROOT / "adapters").rglob("*.py")]
    return [p for p in ours if not p.name.startswith(PROGRAMS) and "tasks" not in p.parts]


def layer(name: str) -> int:
    return next(number for number, names in enumerate(LAYERS) if name in names)


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_one_way(path: Path) -> None:
    parts = path.relative_to(PACKAGE if PACKAGE in path.parents else ROOT).with_suffix("").parts
    if parts == ("__init__",):
        return
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("ses_plugin."):
            imported = str(node.module).split(".")[1]
            assert layer(imported) <= layer(parts[0]), f"{path} imports {node.module}"


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_modules_and_functions_are_small(path: Path) -> None:
    text = path.read_text("utf-8")
    assert text.count("\n") <= 400
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef) and node.end_lineno:
            assert node.end_lineno - node.lineno < 50, f"{path}: {node.name}"


def test_the_core_is_light() -> None:
    """`import ses_plugin` takes under 0.1 s and, with every core module, loads no heavy library."""
    code = (
        "import sys, time\nt = time.perf_counter()\nimport ses_plugin\nt = time.perf_counter() - t\n"
        "import ses_plugin.cli, ses_plugin.adapters.litellm, ses_plugin.datasets.build\n"
        "import ses_plugin.parsing, ses_plugin.metrics\n"
        f"print(t, [m for m in {HEAVY!r} if m in sys.modules])"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    seconds, loaded = out.split(" ", 1)
    assert float(seconds) < 0.1
    assert loaded.strip() == "[]"


def test_nothing_runs_model_text() -> None:
    for path in modules():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                assert node.func.id not in ("eval", "exec") or path.parent.name == "inside", path


def test_trees_are_built_in_one_place() -> None:
    """`ast.parse` fails in threads of older Pythons: `syntax` has the lock. A child has one thread."""
    for path in modules():
        if path.name != "syntax.py" and path.parent.name != "inside":
            assert "ast.parse(" not in path.read_text("utf-8"), path
