"""The tests of a problem package, and the flags of its output validator that its groups set."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from ses_plugin.problems.formats.files import PackageFiles
from ses_plugin.types.problem import Test

_GROUP_FILES = ("testdata.yaml", "test_group.yaml")
_STATEMENT_PAIRS = ((".in", ".ans"), ("_input.txt", "_output.txt"))


@dataclass(frozen=True, slots=True)
class PackageTests:
    """The tests of a package; `flags` are those that the groups give to the validator."""

    sample: tuple[Test, ...]
    public: tuple[Test, ...]
    """The samples, and those that are in the statement's folder alone."""
    secret: tuple[Test, ...]
    flags: tuple[str, ...]


def read_cases(files: PackageFiles, statement_folder: str) -> PackageTests:
    """Return the tests of a package, in lexicographic order.

    Raises UsageError for a half of a test without the other, for tests that need files or arguments, for
    groups that are validated differently, and if no test is secret.
    """
    flags: set[tuple[str, ...]] = set()
    sample = tuple(_cases(files, "data/sample", flags))
    secret = tuple(_cases(files, "data/secret", flags))
    if not secret:
        raise files.error("no test in data/secret")
    if len(flags) > 1:
        found = " and ".join(repr(" ".join(one)) for one in sorted(flags))
        raise files.error(
            f"groups of tests give the validator different flags, {found}; supported is one set"
        )
    return PackageTests(sample, _with_shown(files, statement_folder, sample), secret, flags.pop())


def _cases(files: PackageFiles, folder: str, flags: set[tuple[str, ...]]) -> Iterable[Test]:
    names = files.under(folder)
    halves = {name.rpartition(".")[0] for name in names if name.endswith((".in", ".ans"))}
    for name in names:
        if any(part.endswith(".files") for part in name.split("/")[:-1]):
            raise files.error(f"{name} is a file that a test gives to the program; that is not supported")
    for case in sorted(halves, key=lambda case: case.split("/")):
        for half in (f"{case}.in", f"{case}.ans"):
            if half not in files.names:
                raise files.error(_missing(files, half))
        flags.add(_flags(files, case))
        yield Test(files.text(f"{case}.in"), files.text(f"{case}.ans"))


def _missing(files: PackageFiles, half: str) -> str:
    parts = sorted(name for name in files.names if name.startswith(f"{half}.part"))
    if parts:
        return (
            f"no {half}, but its parts {parts[0]} to {parts[-1]}: join them first (cat {half}.part* > {half})"
        )
    return f"no {half}: a test is a pair of files, .in and .ans"


def _flags(files: PackageFiles, case: str) -> tuple[str, ...]:
    """Return the validator flags of a test: its own, or those of the closest group that has some."""
    places = [f"{case}.yaml"]
    for parent in PurePosixPath(case).parents:
        places += [f"{parent}/{name}" for name in _GROUP_FILES]
    found: tuple[str, ...] | None = None
    for place in places:
        settings = files.yaml(place)
        if settings.get("args"):
            raise files.error(f"{place} gives arguments to the program; that is not supported")
        if found is None:
            found = _own_flags(settings)
    return found or ()


def _own_flags(settings: dict[str, Any]) -> tuple[str, ...] | None:
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
    """Return flags, a text or a list of texts in YAML, one by one."""
    return tuple(map(str, flags)) if isinstance(flags, list) else tuple(str(flags or "").split())


def _with_shown(files: PackageFiles, folder: str, samples: tuple[Test, ...]) -> tuple[Test, ...]:
    """Add the samples that only the statement's folder has, by the names of tests or of Google's archive."""
    seen = {(test.input.strip(), test.output.strip()) for test in samples}
    shown = list(samples)
    for name in files.under(folder):
        for given, right in _STATEMENT_PAIRS:
            other = name.removesuffix(given) + right
            if name.endswith(given) and other in files.names:
                test = Test(files.text(name), files.text(other))
                if (key := (test.input.strip(), test.output.strip())) not in seen:
                    seen.add(key)
                    shown.append(test)
    return tuple(shown)
