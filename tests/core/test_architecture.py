"""The tree is the architecture: imports go one way, the core is light, modules and functions are small."""

from __future__ import annotations

import ast
import importlib.util
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from functools import cache
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
    {"errors", "syntax"},
    {"files", "response_cache", "viewer"},
    {"types", "scoring"},
    {"extraction", "metrics", "prompts"},
    {"strategies"},
    {"usage"},
    {"execution"},
    {"tracing"},
    {"narration"},
    {"drivers", "transcript"},
    {"debugger"},
    {"plugins"},
    {"problems"},
    {"datasets"},
    {"training_data"},
    {"service"},
    {"report"},
    {"adapters"},
    {"api"},
    {"cli"},
)
LOADERS = {"import_module", "__import__", "resolve_name"}  # of importlib and pkgutil
PROGRAMS = ("correct_", "wrong_", "slow.py", "function.py")


MOST_LINES, MOST_OF_A_FUNCTION = 400, 50


@cache
def modules() -> dict[Path, ast.Module]:
    """Return the syntax trees of all modules of the package, by their files."""
    ours = [*PACKAGE.rglob("*.py"), *(ROOT / "adapters").rglob("*.py")]
    files = [p for p in ours if not p.name.startswith(PROGRAMS) and "tasks" not in p.parts]
    return {path: ast.parse(path.read_text("utf-8")) for path in files}


def name_of(path: Path) -> str:
    """Return a module's name: the links in the package are other names of folders beside it."""
    parts = path.relative_to(PACKAGE if PACKAGE in path.parents else ROOT).with_suffix("").parts
    return ".".join(("ses_plugin", *(part for part in parts if part != "__init__")))


def imported(tree: ast.AST, package: str) -> Iterator[str]:
    """Yield what modules of ours `tree`, a module in `package`, imports, wherever and however it does.

    A name that is imported from a package counts as a module of it: it may be one.
    """
    loaders = LOADERS | other_names_of_loaders(tree)
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                found = [alias.name for alias in names]
            case ast.ImportFrom(module=module, names=names, level=level):
                origin = importlib.util.resolve_name("." * level + (module or ""), package)
                found = [f"{origin}.{alias.name}" for alias in names]
            case ast.Call() if called(node).rpartition(".")[2] in loaders:
                found = [loaded(name, package) for name in first_argument(node)]
            case _:
                continue
        yield from (name for name in found if name.split(".")[0] == "ses_plugin")


def called(node: ast.Call) -> str:
    return ast.unparse(node.func)


def other_names_of_loaders(tree: ast.AST) -> set[str]:
    """Return what `tree` calls `import_module` and the like, as in `from importlib import … as load`."""
    imports = (node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom))
    aliases = (alias for node in imports for alias in node.names)
    return {alias.asname for alias in aliases if alias.name in LOADERS and alias.asname}


def first_argument(node: ast.Call) -> list[str]:
    """Return the first argument, or the one called `name`, if it is a text or begins with one."""
    named = [keyword.value for keyword in node.keywords if keyword.arg == "name"]
    first = [*node.args, *named][:1]
    parts = [part.values[0] if isinstance(part, ast.JoinedStr) else part for part in first]
    return [part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str)]


def loaded(name: str, package: str) -> str:
    """Return the module that `import_module(name, __package__)` loads in a module of `package`."""
    name = name.replace(":", ".")  # `resolve_name("a.b:c")`
    return importlib.util.resolve_name(name, package) if name.startswith(".") else name


def layer(module: str) -> int | None:
    """Return the number of the layer of a module, None for the package itself and for what is in it."""
    part = module.split(".")[1] if "." in module else None
    return next((number for number, names in enumerate(LAYERS) if part in names), None)


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef))


def too_long(tree: ast.AST) -> list[str]:
    return [f.name for f in functions(tree) if f.end_lineno and f.end_lineno - f.lineno >= MOST_OF_A_FUNCTION]


def test_imports_point_one_way() -> None:
    wrong = []
    for path, tree in modules().items():
        name = name_of(path)
        own = layer(name)
        if name == "ses_plugin":
            continue
        assert own is not None, f"{path}: {name} is in no layer"
        package = name if path.name == "__init__.py" else name.rpartition(".")[0]
        wrong += [f"{path} imports {i}" for i in imported(tree, package) if (layer(i) or 0) > own]
    assert not wrong


def test_what_runs_in_the_sandbox_imports_nothing_of_ours_but_its_neighbours() -> None:
    inside = [path for path in modules() if path.parent.name == "inside"]
    assert len(inside) > 8
    for path in inside:
        package = name_of(path.with_name("__init__.py"))
        assert all(name.startswith(package) for name in imported(modules()[path], package)), path


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("import ses_plugin.cli", ["ses_plugin.cli"]),
        ("import os, ses_plugin.cli.solve as s", ["ses_plugin.cli.solve"]),
        ("from ses_plugin import cli", ["ses_plugin.cli"]),
        ("from ses_plugin.cli import solve as x, run", ["ses_plugin.cli.solve", "ses_plugin.cli.run"]),
        ("from . import drivers", ["ses_plugin.service.drivers"]),
        ("from .. import cli", ["ses_plugin.cli"]),
        ("from ..cli.solve import run", ["ses_plugin.cli.solve.run"]),
        ("def f():\n    from ses_plugin import cli", ["ses_plugin.cli"]),
        ("async def f():\n    import ses_plugin.cli", ["ses_plugin.cli"]),
        ("if TYPE_CHECKING:\n    from ses_plugin.cli import x", ["ses_plugin.cli.x"]),
        ("importlib.import_module('ses_plugin.cli')", ["ses_plugin.cli"]),
        ("import_module(f'ses_plugin.cli.{name}')", ["ses_plugin.cli."]),
        ("__import__('ses_plugin.cli')", ["ses_plugin.cli"]),
        ("import_module(name='ses_plugin.cli')", ["ses_plugin.cli"]),
        ("import_module('..cli', __package__)", ["ses_plugin.cli"]),
        ("from importlib import import_module as load\nload('ses_plugin.cli')", ["ses_plugin.cli"]),
        ("pkgutil.resolve_name('ses_plugin.cli:main')", ["ses_plugin.cli.main"]),
        ("import ses_plugin.cli as cli", ["ses_plugin.cli"]),
        ("from ses_plugin.cli import *", ["ses_plugin.cli.*"]),
        ("try:\n    import ses_plugin.cli\nexcept ImportError:\n    pass", ["ses_plugin.cli"]),
        ("class A:\n    def f(self):\n        from ses_plugin import cli", ["ses_plugin.cli"]),
        ("import_module(name)", []),
        ("import ses_plugins, os\nfrom datasets import x", []),
    ],
)
def test_every_form_of_import_is_seen(source: str, names: list[str]) -> None:
    assert list(imported(ast.parse(source), "ses_plugin.service")) == names


def test_modules_and_functions_are_small() -> None:
    wrong = [str(path) for path in modules() if path.read_text("utf-8").count("\n") > MOST_LINES]
    wrong += [f"{path}: {name}" for path, tree in modules().items() for name in too_long(tree)]
    assert not wrong


@pytest.mark.parametrize("kind", ["def", "async def"])
def test_a_long_function_is_seen(kind: str) -> None:
    source = f"class A:\n  {kind} f():\n" + "    pass\n" * MOST_OF_A_FUNCTION
    assert too_long(ast.parse(source)) == ["f"]
    assert too_long(ast.parse(f"def g():\n{textwrap.indent(source, ' ')}")) == ["g", "f"]
    assert not too_long(ast.parse(source.replace("    pass\n", "", 1)))


def test_the_core_is_light() -> None:
    """`import ses_plugin` takes little, and loads, with every core module, no heavy library."""
    code = (
        "import sys, time\nbefore, t = len(sys.modules), time.process_time()\nimport ses_plugin\n"
        "print(time.process_time() - t, len(sys.modules) - before)\n"
        "import ses_plugin.cli, ses_plugin.adapters.litellm, ses_plugin.datasets.build_splits\n"
        "import ses_plugin.extraction, ses_plugin.metrics\n"
        f"print([m for m in {HEAVY!r} if m in sys.modules])"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    light, loaded = out.splitlines()
    cpu_s, number = light.split()
    assert float(cpu_s) < 0.1  # 0.01 on a core of a server of 2023
    assert int(number) < 50, "modules of the standard library, most of them for `typing`"
    assert loaded == "[]"


def test_a_module_that_breaks_the_order_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each form of import, in a module of a low layer, is a fault of the whole check."""
    for source in (
        "async def f():\n    from ..cli import solve",
        "importlib.import_module('ses_plugin.cli')",
    ):
        path = PACKAGE / "scoring" / "new.py"
        monkeypatch.setattr(sys.modules[__name__], "modules", lambda s=source, p=path: {p: ast.parse(s)})
        with pytest.raises(AssertionError, match=r"new\.py imports ses_plugin\.cli"):
            test_imports_point_one_way()


def test_nothing_runs_model_text() -> None:
    for path, tree in modules().items():
        calls = {called(node) for node in ast.walk(tree) if isinstance(node, ast.Call)}
        assert path.parent.name == "inside" or not calls & {"eval", "exec"}, path


def test_trees_are_built_in_one_place() -> None:
    """`ast.parse` fails in threads of older Pythons: `syntax` has the lock. A child has one thread."""
    for path in modules():
        if path.name != "syntax.py" and path.parent.name != "inside":
            assert "ast.parse(" not in path.read_text("utf-8"), path
