"""Python programs in a problem package: a file, or a folder of files."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import PurePosixPath

from ses_plugin.problems.formats.files import PackageFiles
from ses_plugin.types.program import Program

_PYTHON = (".py", ".py3")
_PYTHON_2 = re.compile(r"#!.*python2")
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


def programs_in(files: PackageFiles, folder: str) -> dict[str, list[str]]:
    """Return the programs in `folder`: a file's or a sub-folder's path, and the paths of its files."""
    programs: dict[str, list[str]] = {}
    for name in files.under(folder):
        top = "/".join(name.split("/")[: folder.count("/") + 2])
        programs.setdefault(top, []).append(name)
    return programs


def python_program(
    files: PackageFiles, names: list[str], folder: str, read: Callable[[str], str] = str
) -> Program | None:
    """Return the program whose files are `names`, None if it is not in Python 3.

    The first to run is `__main__.py`, else `main.py`, else the first one in order; the others lie beside it,
    by their names in `folder`. `read` is applied to each text. Raises UsageError if a text can't be read.
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
    """Return the language of a source file, "" if it has none."""
    suffix = PurePosixPath(name).suffix
    if PurePosixPath(name).name in ("build", "run"):
        return "a build script"
    return "Python" if suffix in _PYTHON else _LANGUAGES.get(suffix, "")
