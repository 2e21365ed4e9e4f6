"""Read problem packages of Kattis and ICPC: formats `legacy`, `legacy-icpc` and `2025-09`."""

from __future__ import annotations

import math
import re
from pathlib import Path
from typing import Any

from ses_plugin.problems.formats.files import PackageFiles, open_package
from ses_plugin.problems.formats.package_contents import (
    language,
    programs_in,
    python_program,
    read_cases,
    split_flags,
)
from ses_plugin.problems.formats.settings import (
    constants_of,
    problem_limits,
    problem_yaml,
    read_settings,
    source_of,
    title_of,
    validator_limits,
    with_constants,
)
from ses_plugin.problems.formats.statements import MAX_CHARACTERS, from_html, from_tex, with_samples
from ses_plugin.problems.text.judging_rules import allows_many_answers
from ses_plugin.scoring.judge_comparators import Comparator, OutputValidator, TokenMatch
from ses_plugin.types.problem import PrivateTests, Problem, PublicProblem
from ses_plugin.types.program import Program

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
