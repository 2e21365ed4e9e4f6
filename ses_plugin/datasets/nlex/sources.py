"""Where programs come from: each SOURCE of the command line as candidates."""

from __future__ import annotations

import importlib.util
import os
import sysconfig
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from ses_plugin.datasets.draw import Draw
from ses_plugin.datasets.instances import read_rows
from ses_plugin.datasets.nlex import licenses
from ses_plugin.datasets.nlex.candidates import Candidate, Harvest
from ses_plugin.datasets.nlex.harvest import MAX_CHARACTERS, functions
from ses_plugin.datasets.problem_sets.cases import read_cases
from ses_plugin.datasets.problem_sets.files import ARCHIVES, opened
from ses_plugin.datasets.problem_sets.packages import submissions
from ses_plugin.datasets.problem_sets.settings import problem_yaml
from ses_plugin.datasets.rewrites import rewritten
from ses_plugin.datasets.sources import Source, sources
from ses_plugin.datasets.training import TRAIN_SEED, families
from ses_plugin.errors import UsageError
from ses_plugin.programs import Program

MAX_STDIN = 600
"""Characters of a standard input."""

_PER_LEVEL = 4
_DRAWINGS = 8
"""How often each program for training is drawn, with other names, constants and inputs."""
_NOT_CODE = {"test", "tests", "site-packages", "dist-packages", "__pycache__", "turtledemo", "idle_test"}
_ALLOWED = (
    "a directory of Python code or a .py file, a .jsonl of programs, a contest package (or a folder of "
    "them), the name of an installed package, 'stdlib', 'embedded', or 'families'"
)


def harvested(names: list[str], seed: int) -> Harvest:
    """Return the programs of all `names`, in their order. Raises UsageError for one that is no source."""
    out = Harvest()
    for name in names:
        _one(name, seed, out)
    return out


def texts(name: str) -> list[str]:
    """Return the texts of a source that is to be excluded: whole modules, or the programs of a JSONL.

    A JSONL has `code` (as CRUXEval and SES's own sets have) or `source`. Raises UsageError.
    """
    path = Path(name)
    if path.suffix == ".jsonl":
        rows = read_rows(path, ())
        found = [row.get("code", row.get("source")) for row in rows]
        if not found or not all(isinstance(text, str) for text in found):
            raise UsageError(f"{path}: every row must have its program's text in `code` or in `source`")
        return [str(text) for text in found]
    if name in ("embedded", "families") or _packages(path):
        return [candidate.program.source for candidate in harvested([name], 0).candidates]
    return [text for _, text in _modules(*_tree_of(name)[:2])]


def _one(name: str, seed: int, out: Harvest) -> None:
    path = Path(name)
    if name == "embedded":
        out.candidates.extend(_embedded(seed))
    elif name == "families":
        out.candidates.extend(_families(seed))
    elif path.suffix == ".jsonl":
        out.candidates.extend(_jsonl(path))
    elif packages := _packages(path):
        for package in packages:
            out.candidates.extend(_package(package))
    else:
        root, label, license_ = _tree_of(name)
        for where, text in _modules(root, label):
            for found in functions(text, out.discards):
                program = Program(found.source, found.name)
                out.candidates.append(Candidate(program, f"{where}:{found.name}", license_, found.known))


def _tree_of(name: str) -> tuple[Path, str, str]:
    """Return the folder or file of a source of Python modules, its label, and its licence."""
    if name == "stdlib":
        return Path(sysconfig.get_paths()["stdlib"]), "stdlib", licenses.STDLIB
    path = Path(name)
    if path.is_dir() or (path.suffix == ".py" and path.is_file()):
        root = path.resolve()
        return path, root.name, licenses.of_folder(root if root.is_dir() else root.parent)
    try:
        found = importlib.util.find_spec(name) if name.isidentifier() else None
    except (ImportError, ValueError):
        found = None
    if found is None or not found.origin or not found.origin.endswith(".py"):
        raise UsageError(f"{name}: no such file, and no package of this name is installed; give {_ALLOWED}")
    origin = Path(found.origin)
    root = origin.parent if found.submodule_search_locations else origin
    return root, name, licenses.of_package(name)


def _modules(root: Path, label: str) -> Iterator[tuple[str, str]]:
    """Yield each Python file below `root`, tests aside: where it is, by `label`, and its text."""
    for path in [root] if root.is_file() else sorted(_python_files(root)):
        where = label if root.is_file() else f"{label}/{path.relative_to(root).as_posix()}"
        try:
            yield where, path.read_text("utf-8")
        except (OSError, UnicodeDecodeError):
            continue


def _python_files(root: Path) -> Iterator[Path]:
    for folder, folders, files in os.walk(root):
        folders[:] = [f for f in folders if f not in _NOT_CODE and not f.startswith((".", "config-"))]
        yield from (Path(folder, file) for file in files if file.endswith(".py"))


def _jsonl(path: Path) -> Iterator[Candidate]:
    for number, row in enumerate(read_rows(path, ["source"]), 1):
        entry, inputs = row.get("entry"), row.get("inputs", [])
        text = row["source"]
        listed = isinstance(inputs, list) and all(isinstance(one, str) for one in inputs)
        if not isinstance(text, str) or not isinstance(entry, str | None) or not listed:
            raise UsageError(
                f"{path}, row {number}: source must be a text, entry the name of a function or null, and "
                "inputs a list of texts: standard inputs, or what stands between the parentheses of a call"
            )
        license_ = str(row.get("license") or licenses.UNKNOWN)
        known = tuple(inputs)
        yield Candidate(Program(text, entry), f"{path.name}:{number}", license_, known, guess=not known)


def _packages(path: Path) -> list[Path]:
    """Return the contest packages at `path`."""
    if path.suffix in ARCHIVES or (path / "problem.yaml").is_file():
        return [path]
    inside = sorted(path.iterdir()) if path.is_dir() else []
    return [one for one in inside if one.suffix in ARCHIVES or (one / "problem.yaml").is_file()]


def _package(path: Path) -> Iterator[Candidate]:
    with opened(path) as files:
        cases = read_cases(files, "problem_statement")
        about: dict[str, Any] = problem_yaml(files)
    inputs = [test.input for test in (*cases.sample, *cases.secret) if len(test.input) <= MAX_STDIN]
    license_ = str(about.get("license") or licenses.UNKNOWN)
    for number, program in enumerate(submissions(path)["accepted"], 1):
        if not program.files and len(program.source) <= MAX_CHARACTERS:
            yield Candidate(program, f"{path.name}/accepted/{number}", license_, tuple(inputs), guess=False)


def _embedded(seed: int) -> Iterator[Candidate]:
    """Yield the embedded programs as another seed has them, on inputs of that seed."""
    for source in sources():
        yield from _drawn(source, seed)


def _families(seed: int) -> Iterator[Candidate]:
    """Yield the programs of the families that models may be trained on, as several seeds have them."""
    first = TRAIN_SEED + _DRAWINGS * seed
    for drawing in range(first, first + _DRAWINGS):
        for source in families(trained=True):
            yield from (replace(one, for_training=True) for one in _drawn(source, drawing))


def _drawn(source: Source, seed: int) -> Iterator[Candidate]:
    for name, program in source.programs.items():
        label = ("nlex", source.name, name)
        fresh = rewritten(program, source.constants, Draw(seed, *label))
        inputs = [
            source.generate(Draw(seed, *label, level, index), level)
            for level in (1, 2, 3)
            for index in range(_PER_LEVEL)
        ]
        short = tuple(text for text in dict.fromkeys(inputs) if len(text) <= MAX_STDIN)
        yield Candidate(fresh, f"embedded/{source.name}/{name}", licenses.OURS, short, guess=False)
