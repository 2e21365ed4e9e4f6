"""Read `problem.yaml`: the format, the kind of problem, its name and limits."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable
from typing import Any

from ses_plugin.errors import UsageError
from ses_plugin.problems.formats.files import PackageFiles
from ses_plugin.problems.formats.rows import limits_of
from ses_plugin.types.problem import Test
from ses_plugin.types.program import Limits

FORMATS = ("legacy", "legacy-icpc", "2025-09")
OUTPUT_MB = 8
"""How many MB a program or a validator may print: the format's typical default."""

# name: Part 2: The End
_PLAIN_WITH_COLON = re.compile(r"^(\w+): +(?![\"'\[{|>&*!#])(.*: .*?)[ \t]*$", re.MULTILINE)
# timelimit='2.5'
_INI_TIME = re.compile(r"^\s*timelimit\s*=\s*['\"]?([0-9.]+)", re.MULTILINE)
_STATED_TIME = re.compile(r"Time limit: (\d+(?:\.\d+)?) seconds?")
_STATED_MEMORY = re.compile(r"Memory limit: (\d+) ?([GM])B")
# Kinds of problems that can't be judged by independent runs with one verdict each.
_REFUSED = {
    "interactive": "a program would have to talk to the judge",
    "multi-pass": "a program would have to run several times, each time on the output of the last run",
    "submit-answer": "it asks for answers, not for a program",
    "scoring": "a program gets a score, not a verdict",
}


def problem_yaml(files: PackageFiles) -> dict[str, Any]:
    """Return the mapping of `problem.yaml`, unchecked. Raises UsageError if it isn't a mapping."""
    return files.yaml("problem.yaml", _with_quotes)


def read_settings(files: PackageFiles, accept_scoring: bool) -> dict[str, Any]:
    """Return the mapping of `problem.yaml`.

    Raises UsageError for a format other than FORMATS, for a kind of problem that can't be judged on
    independent tests, and for packages that add code to solutions or look at their source.
    """
    settings = problem_yaml(files)
    version = settings.get("problem_format_version", "legacy")
    if version not in FORMATS:
        raise files.error(f"problem_format_version {version!r} is unknown; allowed are {', '.join(FORMATS)}")
    validation = str(settings.get("validation") or "default").replace("multipass", "multi-pass").split()
    kinds = settings.get("type") or "pass-fail"
    kinds = kinds if isinstance(kinds, list) else [kinds]
    for kind in [*kinds, *("scoring" if word == "score" else word for word in validation[1:])]:
        if kind == "scoring" and accept_scoring:
            continue
        if kind in _REFUSED:
            advice = "; accept_scoring=True judges it by all its tests alike" if kind == "scoring" else ""
            raise files.error(f"a problem of type {kind} is not supported: {_REFUSED[kind]}{advice}")
        if kind != "pass-fail":
            raise files.error(f"type {kind!r} is unknown; supported is pass-fail")
    for folder in ("include", "static_validator"):
        if files.under(folder):
            raise files.error(f"a package with {folder}/ is not supported")
    return settings


def _with_quotes(text: str) -> str:
    """Return `text` with quotes around names such as `Part 2: The End`, which YAML requires."""
    return _PLAIN_WITH_COLON.sub(lambda m: f"{m[1]}: {json.dumps(m[2], ensure_ascii=False)}", text)


def title_of(settings: dict[str, Any]) -> str:
    """Return the problem's name, the English one if there are several; "" if there is none."""
    name = settings.get("name")
    if isinstance(name, dict):
        languages = sorted(name, key=lambda language: (not str(language).startswith("en"), str(language)))
        name = name[languages[0]] if languages else None
    return "" if name is None else str(name)


def source_of(settings: dict[str, Any]) -> str:
    """Return where the problem was used; "" if the package doesn't name it."""
    source = settings.get("source")
    entries = source if isinstance(source, list) else [source]
    names = [entry.get("name") if isinstance(entry, dict) else entry for entry in entries]
    return ", ".join(str(name) for name in names if name is not None)


def constants_of(settings: dict[str, Any]) -> dict[str, str]:
    """Return the constants that `{{name}}` stands for in texts of the package."""
    constants = settings.get("constants")
    return {str(k): str(v) for k, v in constants.items()} if isinstance(constants, dict) else {}


def with_constants(text: str, constants: dict[str, str]) -> str:
    """Return `text` with the names of constants replaced by their values."""
    for name, value in constants.items():
        text = text.replace("{{" + name + "}}", value).replace("\\constant{" + name + "}", value)
    return text


def problem_limits(
    files: PackageFiles, settings: dict[str, Any], statement: str, tests: Iterable[Test]
) -> Limits:
    """Return the limits of a solution.

    The time limit is `limits.time_limit`, else the file `.timelimit` (Kattis), else
    `domjudge-problem.ini`, else the statement's, else `rows.DEFAULT_TIME_LIMIT_S`. Raises UsageError for a
    limit that isn't a positive number.
    """
    limits = _limits(files, settings)
    time = _number(files, limits, "time_limit")
    if time is None and ".timelimit" in files.names:
        time = _positive(files, ".timelimit", files.text(".timelimit").strip())
    if time is None and "domjudge-problem.ini" in files.names:
        match = _INI_TIME.search(files.text("domjudge-problem.ini"))
        time = _positive(files, "timelimit", match[1]) if match else None
    if time is None and (match := _STATED_TIME.search(statement)):
        time = float(match[1]) or None
    memory = _number(files, limits, "memory")
    if memory is None and (match := _STATED_MEMORY.search(statement)):
        memory = int(match[1]) * (1024 if match[2] == "G" else 1) or None
    output = _number(files, limits, "output") or OUTPUT_MB
    return limits_of(time, _whole(memory), _whole(output), tests)


def validator_limits(files: PackageFiles, settings: dict[str, Any]) -> Limits:
    """Return the limits of the package's validator; the defaults are those of the format."""
    limits = _limits(files, settings)
    time = _number(files, limits, "validation_time") or 60
    memory = _number(files, limits, "validation_memory") or 2048
    return limits_of(time, _whole(memory), _whole(_number(files, limits, "validation_output") or OUTPUT_MB))


def _limits(files: PackageFiles, settings: dict[str, Any]) -> dict[str, Any]:
    limits = settings.get("limits")
    if limits is not None and not isinstance(limits, dict):
        raise files.error("limits in problem.yaml is not a mapping")
    return limits or {}


def _number(files: PackageFiles, limits: dict[str, Any], key: str) -> float | None:
    value = limits.get(key)
    return None if value is None else _positive(files, f"limits.{key}", value)


def _positive(files: PackageFiles, what: str, value: object) -> float:
    try:
        number = float(str(value))
    except ValueError:
        number = math.nan
    if not 0 < number < 1e6:
        error: UsageError = files.error(f"{what} is {value!r}, not a positive number")
        raise error
    return number


def _whole(number: float | None) -> int | None:
    return None if number is None else math.ceil(number)
