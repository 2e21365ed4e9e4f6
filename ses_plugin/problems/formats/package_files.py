"""The files of a problem package: a folder or a ZIP archive, read within bounds.

From them come the tests, the Python programs, and the validator flags that its tests set.
"""

from __future__ import annotations

import os
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from ses_plugin.errors import MissingDependency, UsageError
from ses_plugin.types.problem import Test
from ses_plugin.types.program import Program

MAX_BYTES = 1 << 30
"""The most bytes read from one package: an archive of a few kilobytes can unpack to terabytes."""

ARCHIVES = (".zip", ".kpp")
_YAML_CHARACTERS = 100_000
_TIME_LIMIT_FILE = ".timelimit"


@dataclass(slots=True)
class PackageFiles:
    """The files of one package, by their paths inside it."""

    path: Path
    names: frozenset[str]
    _read: Callable[[str, int], bytes]
    _remaining: int = field(default_factory=lambda: MAX_BYTES)
    _mappings: dict[str, dict[str, Any]] = field(default_factory=dict)
    """A cache of parsed YAML files: every test reads those of its groups."""

    def error(self, text: str) -> UsageError:
        """Return an error that names the package."""
        return UsageError(f"{self.path}: {text}")

    def under(self, folder: str) -> list[str]:
        """Return the paths of the files below `folder`, sorted by their parts."""
        inside = [name for name in self.names if name.startswith(f"{folder}/")]
        return sorted(inside, key=lambda name: name.split("/"))

    def text(self, name: str) -> str:
        """Return the text of a file, with its line ends.

        Raises UsageError if it can't be read, isn't UTF-8, or exceeds MAX_BYTES with the files read before.
        """
        try:
            data = self._read(name, self._remaining + 1)
        except (
            OSError,
            RuntimeError,
            NotImplementedError,
            EOFError,
            zipfile.BadZipFile,
            zlib.error,
        ) as error:
            raise self.error(f"cannot read {name}: {error}") from error
        self._remaining -= len(data)
        if self._remaining < 0:
            raise self.error(f"more than {MAX_BYTES} bytes; such a package is not read")
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError as error:
            raise self.error(f"{name} is not UTF-8 text ({error})") from error

    def yaml(self, name: str, repair: Callable[[str], str] | None = None) -> dict[str, Any]:
        """Return a YAML file's mapping, {} if there is no such file; `repair` is tried on invalid YAML.

        Raises UsageError if it isn't a mapping, MissingDependency without PyYAML.
        """
        if name not in self.names:
            return {}
        if name not in self._mappings:
            self._mappings[name] = self._mapping(name, repair)
        return self._mappings[name]

    def _mapping(self, name: str, repair: Callable[[str], str] | None) -> dict[str, Any]:
        text = self.text(name).removeprefix("\ufeff")
        if len(text) > _YAML_CHARACTERS:
            raise self.error(f"{name} is too long")
        try:
            value = _yaml(text, repair)
        except (ValueError, RecursionError) as error:
            raise self.error(f"{name} is not YAML: {error}") from error
        if value is None:
            return {}
        if not isinstance(value, dict):
            raise self.error(f"{name} is not a mapping")
        return value


def _yaml(text: str, repair: Callable[[str], str] | None) -> object:
    try:
        import yaml
    except ImportError as error:
        raise MissingDependency("problem packages need PyYAML: pip install pyyaml") from error
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError as error:
        if repair is None or (repaired := repair(text)) == text:
            raise ValueError(str(error)) from error
        return _yaml(repaired, None)


@contextmanager
def open_package(path: str | Path) -> Iterator[PackageFiles]:
    """Open the package at `path`, a folder or a `.zip` or `.kpp` file. Raises UsageError if it isn't one."""
    path = Path(path)
    if path.is_dir():
        yield _check(PackageFiles(path, _in_folder(path), lambda name, most: _first_bytes(path / name, most)))
    elif path.is_file() and path.suffix.lower() in ARCHIVES:
        try:
            archive = zipfile.ZipFile(path)
        except (OSError, zipfile.BadZipFile, UnicodeDecodeError, ValueError) as error:
            raise UsageError(f"{path}: not a ZIP archive ({error})") from error
        with archive:
            yield _check(_in_archive(path, archive))
    else:
        raise UsageError(f"{path}: not a problem package; give its folder or its .zip or .kpp file")


def _check(files: PackageFiles) -> PackageFiles:
    if "problem.yaml" not in files.names:
        raise files.error("no problem.yaml, so this is not a problem package")
    return files


def _is_of_package(name: str) -> bool:
    """Return whether the file is part of the format: names with a dot or a dash first are for other tools."""
    if name == _TIME_LIMIT_FILE:
        return True
    return not any(part.startswith((".", "-")) or part == "__MACOSX" for part in name.split("/"))


def _first_bytes(path: Path, most: int) -> bytes:
    with path.open("rb") as file:
        return file.read(most)


def _in_folder(root: Path) -> frozenset[str]:
    names, real_root = set(), root.resolve()
    for folder, folders, files in os.walk(root):
        for name in [*files, *(f for f in folders if (Path(folder) / f).is_symlink())]:
            path = Path(folder) / name
            inside = path.relative_to(root).as_posix()
            if not _is_of_package(inside):
                continue
            # A package could otherwise show any file of this machine in its statement.
            if path.is_symlink() and not (path.is_file() and path.resolve().is_relative_to(real_root)):
                raise UsageError(f"{root}: {inside} is a link, and not to a file of the package")
            if path.is_file():  # not a pipe or a device
                names.add(inside)
    return frozenset(names)


def _in_archive(path: Path, archive: zipfile.ZipFile) -> PackageFiles:
    """Return the files of an archive; the package is at its top, or in its only folder."""
    members = {item.filename: item for item in archive.infolist() if not item.is_dir()}
    roots = [name for name in members if PurePosixPath(name).name == "problem.yaml" and name.count("/") <= 1]
    top = min(roots, key=len).removesuffix("problem.yaml") if roots else ""
    if top and len(roots) > 1:
        raise UsageError(f"{path}: several packages in one archive: {', '.join(sorted(roots))}")

    def read(name: str, most: int) -> bytes:
        with archive.open(members[top + name]) as file:
            return file.read(most)

    inside = (name.removeprefix(top) for name in members if name.startswith(top))
    return PackageFiles(path, frozenset(filter(_is_of_package, inside)), read)


_GROUP_FILES = ("testdata.yaml", "test_group.yaml")
_STATEMENT_PAIRS = ((".in", ".ans"), ("_input.txt", "_output.txt"))

_PYTHON = (".py", ".py3")
_PYTHON_2 = re.compile(r"#!.*python2")  # "#!/usr/bin/env python2"
# For messages about validators in other languages.
_LANGUAGES = {
    **dict.fromkeys((".cc", ".cpp", ".cxx", ".c++", ".C", ".h", ".hpp"), "C++"),
    ".c": "C",
    ".cs": "C#",
    ".go": "Go",
    ".hs": "Haskell",
    ".java": "Java",
    ".js": "JavaScript",
    ".kt": "Kotlin",
    ".pl": "Perl",
    ".py2": "Python 2",
    ".rb": "Ruby",
    ".rs": "Rust",
    ".sh": "shell",
}


@dataclass(frozen=True, slots=True)
class PackageTests:
    """The tests of a package; `flags` are those that test groups set for the validator."""

    sample: tuple[Test, ...]
    public: tuple[Test, ...]
    """The samples, and those that are only in the statement's folder."""
    secret: tuple[Test, ...]
    flags: tuple[str, ...]


def read_cases(files: PackageFiles, statement_folder: str) -> PackageTests:
    """Return the tests of a package, in lexicographic order.

    Raises UsageError for an input without an output or the reverse, for tests that need files or arguments,
    for groups with different validator flags, and if no test is secret.
    """
    flags: set[tuple[str, ...]] = set()
    sample = tuple(_cases(files, "data/sample", flags))
    secret = tuple(_cases(files, "data/secret", flags))
    if not secret:
        raise files.error("no test in data/secret")
    if len(flags) > 1:
        sets = " and ".join(repr(" ".join(flag_set)) for flag_set in sorted(flags))
        raise files.error(
            f"groups of tests set different flags, {sets}, for the validator; only one set is supported"
        )
    public = _with_statement_samples(files, statement_folder, sample)
    return PackageTests(sample, public, secret, flags.pop())


def _cases(files: PackageFiles, folder: str, flags: set[tuple[str, ...]]) -> Iterable[Test]:
    names = files.under(folder)
    halves = {name.rpartition(".")[0] for name in names if name.endswith((".in", ".ans"))}
    for name in names:
        if any(part.endswith(".files") for part in name.split("/")[:-1]):
            raise files.error(f"{name} is a file that a test passes to the program; that is not supported")
    for case in sorted(halves, key=lambda case: case.split("/")):
        for half in (f"{case}.in", f"{case}.ans"):
            if half not in files.names:
                raise files.error(_missing(files, half))
        flags.add(_flags(files, case))
        yield Test(files.text(f"{case}.in"), files.text(f"{case}.ans"))


def _missing(files: PackageFiles, half: str) -> str:
    # Some packages split files that are too large for their host.
    parts = sorted(name for name in files.names if name.startswith(f"{half}.part"))
    if parts:
        return (
            f"no {half}, but its parts {parts[0]} to {parts[-1]}: join them first (cat {half}.part* > {half})"
        )
    return f"no {half}: a test is a pair of files, .in and .ans"


def _flags(files: PackageFiles, case: str) -> tuple[str, ...]:
    """Return the validator flags of a test, else of the closest group that sets some."""
    places = [f"{case}.yaml"]
    for parent in PurePosixPath(case).parents:
        places += [f"{parent}/{name}" for name in _GROUP_FILES]
    flags: tuple[str, ...] | None = None
    for place in places:
        settings = files.yaml(place)
        if settings.get("args"):
            raise files.error(f"{place} sets arguments for the program; that is not supported")
        if flags is None:
            flags = _flags_in(settings)
    return flags or ()


def _flags_in(settings: dict[str, Any]) -> tuple[str, ...] | None:
    for key in ("output_validator_args", "output_validator_flags"):
        match settings.get(key):
            case None:
                continue
            case {"flags": flags}:
                return split_flags(flags)
            case flags:
                return split_flags(flags)
    return None


def split_flags(flags: object) -> tuple[str, ...]:
    """Return flags as a tuple; in YAML they are a string or a list of strings."""
    return tuple(map(str, flags)) if isinstance(flags, list) else tuple(str(flags or "").split())


def _with_statement_samples(files: PackageFiles, folder: str, samples: tuple[Test, ...]) -> tuple[Test, ...]:
    """Return `samples` with those that only the statement's folder has: `1.in`, or `1_input.txt` (Google)."""
    seen = {(test.input.strip(), test.output.strip()) for test in samples}
    public = list(samples)
    for name in files.under(folder):
        for input_suffix, output_suffix in _STATEMENT_PAIRS:
            other = name.removesuffix(input_suffix) + output_suffix
            if name.endswith(input_suffix) and other in files.names:
                test = Test(files.text(name), files.text(other))
                if (key := (test.input.strip(), test.output.strip())) not in seen:
                    seen.add(key)
                    public.append(test)
    return tuple(public)


def programs_in(files: PackageFiles, folder: str) -> dict[str, list[str]]:
    """Return the programs in `folder`: the path of a file or a sub-folder, and the paths of its files."""
    programs: dict[str, list[str]] = {}
    for name in files.under(folder):
        top = "/".join(name.split("/")[: folder.count("/") + 2])
        programs.setdefault(top, []).append(name)
    return programs


def python_program(
    files: PackageFiles, names: list[str], folder: str, read: Callable[[str], str] = str
) -> Program | None:
    """Return the program whose files are `names`, None if it isn't in Python 3.

    It starts in `__main__.py`, else `main.py`, else the first file; the other files are beside it, by their
    names in `folder`. `read` is applied to each text. Raises UsageError if a file can't be read.
    """
    sources = [name for name in names if name.endswith(_PYTHON)]
    scripts = {PurePosixPath(name).name for name in names} & {"build", "run"}
    if not sources or scripts or any(language(name) not in ("Python", "") for name in names):
        return None
    order = {"__main__": 0, "main": 1}
    main = min(sources, key=lambda name: order.get(PurePosixPath(name).stem, 2))
    source = read(files.text(main))
    if _PYTHON_2.match(source):
        return None
    others = [name for name in sources if name != main]
    beside = tuple((name.removeprefix(f"{folder}/"), read(files.text(name))) for name in others)
    return Program(source, files=beside)


def language(name: str) -> str:
    """Return the language of a source file, "" if it is unknown."""
    suffix = PurePosixPath(name).suffix
    if PurePosixPath(name).name in ("build", "run"):
        return "a build script"
    return "Python" if suffix in _PYTHON else _LANGUAGES.get(suffix, "")
