"""The sources that programs are harvested from, and the licence of each, as far as its metadata says it."""

from __future__ import annotations

import importlib.util
import os
import sysconfig
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from importlib import metadata
from pathlib import Path
from typing import Any

from ses_plugin.datasets.instances import read_rows
from ses_plugin.datasets.rewrites import rewrite
from ses_plugin.datasets.seeded_random import SeededRandom
from ses_plugin.datasets.sources import ProgramSource, load_sources
from ses_plugin.errors import UsageError
from ses_plugin.problems.formats.kattis import problem_yaml, submissions
from ses_plugin.problems.formats.package_files import ARCHIVES, open_package, read_cases
from ses_plugin.training_data import TRAIN_SEED, family_names
from ses_plugin.training_data.nlex.call_sites import calls_in_tests, gather_calls
from ses_plugin.training_data.nlex.harvest import (
    MAX_CHARACTERS,
    Harvest,
    HarvestedFunction,
    SourceFunction,
    harvest_module,
    parse_module,
)
from ses_plugin.types.program import Program

UNKNOWN = "unknown"
STDLIB = "PSF-2.0"
OURS = "Apache-2.0"

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


def of_package(name: str) -> str:
    """Return what the installed distribution that has the import package `name` says of its licence."""
    for distribution in metadata.packages_distributions().get(name, []):
        about = metadata.metadata(distribution).json
        classifiers = about.get("classifier") or ()
        classified = [c.split(" :: ")[-1] for c in classifiers if c.startswith("License :: ")]
        for said in (about.get("license_expression"), *classified, about.get("license")):
            if isinstance(said, str) and said and "\n" not in said and said != "OSI Approved":
                return said
    return UNKNOWN


def of_folder(folder: Path) -> str:
    """Return what the pyproject.toml of `folder` says, else the first line of its licence file."""
    try:
        said = tomllib.loads((folder / "pyproject.toml").read_text("utf-8")).get("project", {}).get("license")
    except (OSError, ValueError):
        said = None
    text = said.get("text") if isinstance(said, dict) else said
    if isinstance(text, str) and text.strip():
        return text.strip().split("\n")[0]
    for path in sorted(folder.glob("LICEN[CS]E*")):
        lines = path.read_text("utf-8", "replace").split("\n") if path.is_file() else []
        if named := next((line.strip() for line in lines if line.strip()), ""):
            return named
    return UNKNOWN


def harvest_sources(names: list[str], seed: int) -> Harvest:
    """Return the programs of all `names`, in their order. Raises UsageError for one that is no source."""
    out = Harvest()
    for name in names:
        _one(name, seed, out)
    return out


def source_texts(name: str) -> list[str]:
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
        return [candidate.program.source for candidate in harvest_sources([name], 0).candidates]
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
        _code(name, out)


def _code(name: str, out: Harvest) -> None:
    """Take the functions and classes of a tree of modules, with the inputs that the tree itself shows."""
    root, label, license_ = _tree_of(name)
    found: list[tuple[str, str, HarvestedFunction]] = []
    calls: list[tuple[tuple[str, str], str]] = []
    for where, text in _modules(root, label):
        if (module := parse_module(text, out.discards)) is None:
            continue
        stem = _stem(where)
        functions = list(harvest_module(module, out.discards))
        found.extend((where, stem, function) for function in functions)
        calls.extend(module.calls.others)
    calls.extend(calls_in_tests(root, {stem for _, stem, _ in found}))
    shown = gather_calls(calls)
    for where, stem, function in found:
        elsewhere = shown.get((stem, function.name), []) if not function.of_class else []
        known = tuple(dict.fromkeys([*function.known, *elsewhere]))
        program = Program(function.source, function.name)
        source = f"{where}:{function.label}"
        out.candidates.append(
            SourceFunction(program, source, license_, known, of_class=bool(function.of_class))
        )


def _stem(where: str) -> str:
    """Return the last part of a module's name: that of its package for an __init__.py."""
    parts = where.removesuffix(".py").split("/")
    return parts[-2] if parts[-1] == "__init__" and len(parts) > 1 else parts[-1]


def _tree_of(name: str) -> tuple[Path, str, str]:
    """Return the folder or file of a source of Python modules, its label, and its licence."""
    if name == "stdlib":
        return Path(sysconfig.get_paths()["stdlib"]), "stdlib", STDLIB
    path = Path(name)
    if path.is_dir() or (path.suffix == ".py" and path.is_file()):
        root = path.resolve()
        return path, root.name, of_folder(root if root.is_dir() else root.parent)
    try:
        found = importlib.util.find_spec(name) if name.isidentifier() else None
    except (ImportError, ValueError):
        found = None
    if found is None or not found.origin or not found.origin.endswith(".py"):
        raise UsageError(f"{name}: no such file, and no package of this name is installed; give {_ALLOWED}")
    origin = Path(found.origin)
    root = origin.parent if found.submodule_search_locations else origin
    return root, name, of_package(name)


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


def _jsonl(path: Path) -> Iterator[SourceFunction]:
    for number, row in enumerate(read_rows(path, ["source"]), 1):
        entry, inputs = row.get("entry"), row.get("inputs", [])
        text = row["source"]
        listed = isinstance(inputs, list) and all(isinstance(one, str) for one in inputs)
        if not isinstance(text, str) or not isinstance(entry, str | None) or not listed:
            raise UsageError(
                f"{path}, row {number}: source must be a text, entry the name of a function or null, and "
                "inputs a list of texts: standard inputs, or what stands between the parentheses of a call"
            )
        license_ = str(row.get("license") or UNKNOWN)
        known = tuple(inputs)
        yield SourceFunction(Program(text, entry), f"{path.name}:{number}", license_, known, guess=not known)


def _packages(path: Path) -> list[Path]:
    """Return the contest packages at `path`."""
    if path.suffix in ARCHIVES or (path / "problem.yaml").is_file():
        return [path]
    inside = sorted(path.iterdir()) if path.is_dir() else []
    return [one for one in inside if one.suffix in ARCHIVES or (one / "problem.yaml").is_file()]


def _package(path: Path) -> Iterator[SourceFunction]:
    with open_package(path) as files:
        cases = read_cases(files, "problem_statement")
        about: dict[str, Any] = problem_yaml(files)
    inputs = [test.input for test in (*cases.sample, *cases.secret) if len(test.input) <= MAX_STDIN]
    license_ = str(about.get("license") or UNKNOWN)
    for number, program in enumerate(submissions(path)["accepted"], 1):
        if not program.files and len(program.source) <= MAX_CHARACTERS:
            yield SourceFunction(
                program, f"{path.name}/accepted/{number}", license_, tuple(inputs), guess=False
            )


def _embedded(seed: int) -> Iterator[SourceFunction]:
    """Yield the embedded programs as another seed has them, on inputs of that seed."""
    for source in load_sources():
        yield from _drawn(source, seed)


def _families(seed: int) -> Iterator[SourceFunction]:
    """Yield the programs of the families that models may be trained on, as several seeds have them."""
    first = TRAIN_SEED + _DRAWINGS * seed
    for drawing in range(first, first + _DRAWINGS):
        for source in family_names(trained=True):
            yield from (replace(one, for_training=True) for one in _drawn(source, drawing))


def _drawn(source: ProgramSource, seed: int) -> Iterator[SourceFunction]:
    for name, program in source.programs.items():
        label = ("nlex", source.name, name)
        fresh = rewrite(program, source.constants, SeededRandom(seed, *label))
        inputs = [
            source.generate(SeededRandom(seed, *label, level, index), level)
            for level in (1, 2, 3)
            for index in range(_PER_LEVEL)
        ]
        short = tuple(text for text in dict.fromkeys(inputs) if len(text) <= MAX_STDIN)
        yield SourceFunction(fresh, f"embedded/{source.name}/{name}", OURS, short, guess=False)
