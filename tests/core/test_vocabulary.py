"""One name, one meaning: public names at the top level of modules are unique over the package."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]

# Each stands more than once for a reason; whoever adds to it gives one.
COMMANDS = {"add", "run", "main"}  # what every command of `ses` has: its arguments, and what it does
BOUNDS = {  # each module's own bound of the same kind, read beside its use
    "EVENTS",
    "FORMATS",
    "LONGEST",
    "MAX_BYTES",
    "MAX_CHARACTERS",
    "MAX_INPUT",
    "MAX_OUTPUT",
    "SIZE",
    "TEXT",
    "TOLERANCE",
    "VALIDATION_PERCENT",
    "VERSION",
}
SANDBOX = {"NonMutatingLines", "arguments", "literal"}  # `inside/` imports nothing of ours: a twin out here
API = {"judge", "narrate", "simulate"}  # the same as what each calls, for callers with texts and models
TO_BE_RENAMED = {"Variables", "build_dataset"}
ALLOWED = API | COMMANDS | BOUNDS | SANDBOX | TO_BE_RENAMED | {"T"}


def modules() -> Iterator[Path]:
    for folder in (ROOT / "ses_plugin", ROOT / "adapters"):
        for path in folder.rglob("*.py"):
            parts = path.relative_to(ROOT).parts
            is_link = parts[:2] in (("ses_plugin", "adapters"), ("ses_plugin", "tasks"))
            is_data = "families" in parts or "functions" in parts
            if not is_link and not is_data and path.name != "__main__.py":
                yield path


def public_names(path: Path) -> Iterator[str]:
    for node in ast.parse(path.read_text("utf-8")).body:
        match node:
            case ast.ClassDef(name=name) | ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                names = [name]
            case ast.Assign(targets=targets):
                names = [target.id for target in targets if isinstance(target, ast.Name)]
            case ast.AnnAssign(target=ast.Name(id=name)):
                names = [name]
            case _:
                names = []
        yield from (name for name in names if not name.startswith("_"))


@cache
def places() -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for path in modules():
        for name in public_names(path):
            found[name].add(str(path.relative_to(ROOT)))
    return found


def test_public_names_are_unique() -> None:
    twice = {name: sorted(where) for name, where in places().items() if len(where) > 1}
    assert len(places()) > 800, "the package was not found"
    assert not {name: where for name, where in twice.items() if name not in ALLOWED}


def test_what_is_allowed_stands_twice() -> None:
    assert not {name for name in ALLOWED if len(places().get(name, ())) < 2}
