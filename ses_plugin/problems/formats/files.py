"""Read the files of a problem package, a folder or a ZIP archive, within bounds."""

from __future__ import annotations

import os
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from ses_plugin.errors import MissingDependency, UsageError

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
