"""Read the tests and the Python programs of a problem package, and the validator flags that its tests set."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from ses_plugin.problems.formats.files import PackageFiles
from ses_plugin.types.problem import Test
from ses_plugin.types.program import Program

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
