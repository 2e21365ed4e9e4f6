"""Read problem packages of Kattis and ICPC: formats `legacy`, `legacy-icpc` and `2025-09`.

`problem.yaml` has the format, the kind of problem, its name and limits.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from ses_plugin.errors import UsageError
from ses_plugin.problems.formats.contest_rows import limits_of
from ses_plugin.problems.formats.package_files import (
    PackageFiles,
    language,
    open_package,
    programs_in,
    python_program,
    read_cases,
    split_flags,
)
from ses_plugin.problems.formats.statements import MAX_CHARACTERS, from_html, from_tex, with_samples
from ses_plugin.problems.text.judging_rules import allows_many_answers
from ses_plugin.scoring.judge_comparators import Comparator, OutputValidator, TokenMatch
from ses_plugin.types.problem import PrivateTests, Problem, PublicProblem, Test
from ses_plugin.types.program import Limits, Program

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


VERDICTS = ("accepted", "wrong_answer", "time_limit_exceeded", "run_time_error")
"""Folders of submissions, named by the verdict that the programs in them get."""

# "problem.en.md", "problem.tex", "problem.pt-BR.html"
_STATEMENT = re.compile(r"problem(?:\.([a-zA-Z]{2,3}(?:-[a-zA-Z]+)?))?\.(md|tex|html)")
_KINDS = ("md", "tex", "html")
_FLAGS = ("case_sensitive", "space_change_sensitive")
_TOLERANCES = ("float_tolerance", "float_absolute_tolerance", "float_relative_tolerance")


def load_package(path: str | Path, *, accept_scoring: bool = False) -> Problem:
    """Return the problem of a package, a folder or a `.zip` or `.kpp` file.

    Public tests are `data/sample` and samples beside the statement; private ones are `data/secret`. The time
    limit is the package's, else `rows.DEFAULT_TIME_LIMIT_S` (`settings.problem_limits`). With
    `accept_scoring` a problem with scores is judged as pass or fail; only full marks pass.

    Raises:
        UsageError: naming the package, if it can't be read or judged (`read_settings`, `read_cases`), its
            validator isn't in Python, or its statement is neither Markdown nor TeX nor HTML.
    """
    with open_package(path) as files:
        settings = read_settings(files, accept_scoring)
        name, kind = _statement(files)
        cases = read_cases(files, name.split("/")[0])
        text = with_constants(files.text(name).removeprefix("\ufeff"), constants_of(settings))
        if len(text) > MAX_CHARACTERS:
            raise files.error(
                f"{name} has more than {MAX_CHARACTERS} characters; such a statement is not read"
            )
        if kind != "md":
            text = from_tex(text) if kind == "tex" else from_html(text)
        flags = split_flags(settings.get("validator_flags") or settings.get("output_validator_flags"))
        comparator = _comparator(files, settings, (*flags, *cases.flags))
        # Without a validator only the recorded answer is accepted, so the samples can't be public tests.
        unchecked = allows_many_answers(text) and not isinstance(comparator, OutputValidator)
        return Problem(
            id=Path(path).resolve().stem if files.path.is_file() else Path(path).resolve().name,
            public=PublicProblem(with_samples(text, cases.sample).strip(), () if unchecked else cases.public),
            private_tests=PrivateTests(cases.secret),
            limits=problem_limits(files, settings, text if kind == "html" else "", cases.secret),
            comparator=comparator,
            title=title_of(settings),
            source=source_of(settings) or Path(path).resolve().name,
        )


def submissions(path: str | Path) -> dict[str, list[Program]]:
    """Return the package's example programs in Python 3, by their verdicts (VERDICTS).

    Raises UsageError if the package or a program can't be read.
    """
    with open_package(path) as files:
        constants = constants_of(problem_yaml(files))
        by_verdict: dict[str, list[Program]] = {}
        for verdict in VERDICTS:
            programs = [
                python_program(files, names, place, lambda text: with_constants(text, constants))
                for place, names in programs_in(files, f"submissions/{verdict}").items()
            ]
            by_verdict[verdict] = [program for program in programs if program is not None]
        return by_verdict


def _statement(files: PackageFiles) -> tuple[str, str]:
    """Return the path of the statement and its kind: English if there is one, then Markdown, TeX, HTML."""
    statements = []
    for folder in ("statement", "problem_statement"):
        for name in files.under(folder):
            if match := _STATEMENT.fullmatch(name.removeprefix(f"{folder}/")):
                tag = match[1] or "en"
                statements.append((not tag.startswith("en"), tag, _KINDS.index(match[2]), name))
    if statements:
        _, _, kind, name = min(statements)
        return name, _KINDS[kind]
    names = [name for name in files.names if re.match(r"(problem_)?statement/", name)]
    raise files.error(
        f"no statement that can be read: found {', '.join(sorted(names)[:5]) or 'nothing'}; "
        "it has to be problem.<language>.md, .tex or .html in statement/ or problem_statement/"
    )


def _comparator(
    files: PackageFiles, settings: dict[str, Any], flags: tuple[str, ...]
) -> Comparator | OutputValidator:
    if settings.get("problem_format_version") == "2025-09":
        names = files.under("output_validator")
        return (
            _validator(files, settings, "output_validator", names, flags) if names else _tokens(files, flags)
        )
    match str(settings.get("validation") or "default").split()[0]:
        case "default":
            return _tokens(files, flags)
        case "custom":
            programs = programs_in(files, "output_validators")
            if len(programs) != 1:
                names_found = ", ".join(programs) or "none"
                raise files.error(
                    f"validation is custom; supported is one output validator, found {names_found}"
                )
            ((place, names),) = programs.items()
            return _validator(files, settings, place, names, flags)
        case other:
            raise files.error(f"validation {other!r} is unknown; allowed are default and custom")


def _validator(
    files: PackageFiles, settings: dict[str, Any], place: str, names: list[str], flags: tuple[str, ...]
) -> OutputValidator:
    constants = constants_of(settings)
    program = python_program(files, names, place, lambda text: with_constants(text, constants))
    if program is None:
        languages = sorted({language(name) or name.rpartition("/")[2] for name in names} - {"Python"})
        raise files.error(
            f"the output validator {place} is in {' and '.join(languages) or 'Python 2'}; "
            "only Python 3 is supported"
        )
    return OutputValidator(program, flags, validator_limits(files, settings))


def _tokens(files: PackageFiles, flags: tuple[str, ...]) -> TokenMatch:
    """Return the default validator with its flags. Raises UsageError for unknown flags."""
    switches: dict[str, Any] = {}
    bounds: dict[str, Any] = {}
    rest = list(flags)
    while rest:
        flag = rest.pop(0)
        if flag in _FLAGS:
            switches[flag] = True
        elif flag in _TOLERANCES:
            bound = _bound(files, flag, rest.pop(0) if rest else "nothing")
            for kind in _TOLERANCES[1:] if flag == "float_tolerance" else (flag,):
                if bounds.setdefault(kind, bound) != bound:
                    raise files.error(
                        f"validator flag {flag} {bound:g}: {kind} is {bounds[kind]:g} already; "
                        f"got {' '.join(flags)!r}, give one"
                    )
        else:
            known = ", ".join((*_FLAGS, *_TOLERANCES))
            raise files.error(f"validator flag {flag!r} is unknown; allowed are {known}")
    return TokenMatch(**switches, **bounds)


def _bound(files: PackageFiles, flag: str, text: str) -> float:
    """Return the number that follows a flag. Raises UsageError if it isn't a tolerance: -1, nan, inf, x."""
    try:
        bound = float(text) if text.isascii() and "_" not in text else math.nan
    except ValueError:
        bound = math.nan
    if not 0 <= bound < math.inf:
        raise files.error(f"validator flag {flag} needs a number of 0 or more; got {text}")
    return bound
