from __future__ import annotations

import ast
import base64
import json
import pickle
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ses_plugin.errors import Unsupported, UsageError
from ses_plugin.execution import Sandbox, judge
from ses_plugin.problems import loader
from ses_plugin.problems.formats import contest_rows, humaneval_mbpp, package_files
from ses_plugin.problems.formats.contest_rows import DEFAULT_TIME_LIMIT_S, MIN_MEMORY_MB
from ses_plugin.problems.formats.examples import docstring, from_asserts, from_docstring
from ses_plugin.problems.formats.kattis import load_package, submissions
from ses_plugin.problems.formats.statements import from_html, from_tex
from ses_plugin.problems.loader import load_problem_set
from ses_plugin.scoring.judge_comparators import LineMatch, OutputValidator, TokenMatch, ValueMatch
from ses_plugin.strategies.candidates import parse_candidate
from ses_plugin.types.problem import Problem, Test, Verdict
from ses_plugin.types.program import Program

LEGACY = {
    "problem.yaml": "name: Twice\nsource: Tiny Contest\nvalidator_flags: float_tolerance 1e-4\n",
    "problem_statement/problem.en.tex": "\\problemname{Twice}\nDouble $n$.\n",
    "data/sample/1.in": "2\n",
    "data/sample/1.ans": "4\n",
    "data/secret/b/2.in": "30\n",
    "data/secret/b/2.ans": "60\n",
    "data/secret/b/10.in": "20\n",
    "data/secret/b/10.ans": "40\n",
    "data/secret/a.in": "10\n",
    "data/secret/a.ans": "20\n",
    "submissions/accepted/good.py": "print(int(input()) * 2)\n",
    "submissions/accepted/good.cpp": "int main() {}\n",
    "submissions/accepted/old.py": "#!/usr/bin/env python2\nprint input() * 2\n",
    "submissions/accepted/parts/main.py": "from helper import twice\nprint(twice(int(input())))\n",
    "submissions/accepted/parts/helper.py": "def twice(n):\n    return n + n\n",
    "submissions/wrong_answer/square.py": "print(int(input()) ** 2)\n",
    "submissions/run_time_error/zero.py": "print(1 // 0)\n",
}
NEW = {
    "problem.yaml": (
        "problem_format_version: 2025-09\nname:\n  sv: Två tal\n  en: Two numbers\n"
        "limits: {time_limit: 1.5, memory: 512}\nconstants: {most: 9}\nuuid: 5\n"
    ),
    "statement/problem.sv.md": "Svenska.\n",
    "statement/problem.en.md": (
        "Any *two* numbers ≤ {{most}} with sum $n$.\n\n{{nextsample}}\n\n{{remainingsamples}}\n"
    ),
    "data/sample/1.in": "5\n",
    "data/sample/1.ans": "2 3\n",
    "data/sample/2.in": "9\n",
    "data/sample/2.ans": "4 5\n",
    "data/secret/g/1.in": "7\n",
    "data/secret/g/1.ans": "3 4\n",
    "data/secret/test_group.yaml": "output_validator_args: [strict]\n",
    "data/sample/test_group.yaml": "output_validator_args: [strict]\n",
    "output_validator/__main__.py": (
        "import sys\nfrom reading import numbers\n"
        "right = int(open(sys.argv[1]).read())\nopen(sys.argv[3] + 'judgemessage.txt', 'w').write('seen')\n"
        "given = numbers(sys.stdin.read())\n"
        "sys.exit(42 if sys.argv[4:] == ['strict'] and len(given) == 2 and sum(given) == right else 43)\n"
    ),
    "output_validator/reading.py": "def numbers(text):\n    return [int(word) for word in text.split()]\n",
    "output_validator/__init__.py": "",
}


def package(folder: Path, parts: dict[str, str], **changes: str | None) -> Path:
    """Write a package; `changes` are by path, `__` being `/` and `_dot_` a dot; None leaves a file out."""
    named = {key.replace("__", "/").replace("_dot_", "."): value for key, value in changes.items()}
    for name, text in {**parts, **named}.items():
        if text is not None:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, "utf-8", newline="")
    return folder


def zipped(path: Path, parts: dict[str, str], top: str = "") -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(top + name, text)
    return path


def rows(path: Path, *values: object) -> Path:
    path.write_text("".join(json.dumps(value, ensure_ascii=False) + "\n" for value in values), "utf-8")
    return path


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(1) as sandbox:
        yield sandbox


def private(problem: Problem) -> tuple[Test, ...]:
    return problem.private_tests.for_the_judge()


def verdict(problem: Problem, program: Program, sandbox: Sandbox) -> Verdict:
    return judge(
        program, private(problem), comparator=problem.comparator, limits=problem.limits, sandbox=sandbox
    ).verdict


# --- packages -----------------------------------------------------------------------------------------


def test_a_legacy_package(tmp_path: Path) -> None:
    problem = load_package(package(tmp_path / "twice", LEGACY))
    assert (problem.id, problem.title, problem.source) == ("twice", "Twice", "Tiny Contest")
    assert problem.public.statement == "Double $n$."
    assert problem.public.public_tests == (Test("2\n", "4\n"),)
    assert private(problem) == (Test("10\n", "20\n"), Test("20\n", "40\n"), Test("30\n", "60\n"))
    assert problem.comparator == TokenMatch(float_absolute_tolerance=1e-4, float_relative_tolerance=1e-4)
    assert problem.limits.cpu_s == DEFAULT_TIME_LIMIT_S
    assert problem.public.entry_point is None


def test_a_new_package_with_several_right_answers(tmp_path: Path, sandbox: Sandbox) -> None:
    problem = load_package(package(tmp_path / "two", NEW))
    assert problem.title == "Two numbers"
    assert problem.public.statement == (
        "Any *two* numbers ≤ 9 with sum $n$.\n\n"
        "### Sample 1\n\nInput:\n\n```\n5\n```\n\nOutput:\n\n```\n2 3\n```\n\n"
        "### Sample 2\n\nInput:\n\n```\n9\n```\n\nOutput:\n\n```\n4 5\n```"
    )
    assert (problem.limits.cpu_s, problem.limits.memory_mb) == (2, 512)
    assert isinstance(problem.comparator, OutputValidator)
    assert problem.comparator.flags == ("strict",)
    assert {name for name, _ in problem.comparator.program.files} == {"reading.py", "__init__.py"}
    assert verdict(problem, Program("print(0, input())"), sandbox) is Verdict.AC
    assert verdict(problem, Program("print(1, input())"), sandbox) is Verdict.WA
    assert verdict(problem, Program("print('many words')"), sandbox) is Verdict.JE


def test_submissions_are_what_their_folders_say(tmp_path: Path, sandbox: Sandbox) -> None:
    path = package(tmp_path / "twice", LEGACY)
    problem, programs = load_package(path), submissions(path)
    assert {name: len(found) for name, found in programs.items()} == {
        "accepted": 2,
        "wrong_answer": 1,
        "time_limit_exceeded": 0,
        "run_time_error": 1,
    }
    assert {verdict(problem, program, sandbox) for program in programs["accepted"]} == {Verdict.AC}
    assert verdict(problem, programs["wrong_answer"][0], sandbox) is Verdict.WA
    assert verdict(problem, programs["run_time_error"][0], sandbox) is Verdict.RE


@pytest.mark.parametrize(("name", "top"), [("twice.zip", ""), ("twice.kpp", "twice/"), ("twice.ZIP", "x/")])
def test_an_archive_is_as_good_as_a_folder(tmp_path: Path, name: str, top: str) -> None:
    archive = zipped(tmp_path / name, {**LEGACY, "../../evil": "", "/etc/evil": ""}, top)
    assert load_package(archive) == load_package(package(tmp_path / "twice", LEGACY))
    assert submissions(archive) == submissions(tmp_path / "twice")


def test_a_custom_validator_in_one_file(tmp_path: Path, sandbox: Sandbox) -> None:
    source = "import sys\nsys.exit(42 if sys.stdin.read().split() else 43)\n"
    problem = load_package(
        package(
            tmp_path / "any",
            LEGACY,
            problem_dot_yaml="validation: custom\nlimits: {validation_time: 7}\n",
            output_validators__check_dot_py=source,
        )
    )
    assert isinstance(problem.comparator, OutputValidator)
    assert problem.comparator.limits is not None
    assert problem.comparator.limits.cpu_s == 7
    assert verdict(problem, Program("print('anything')"), sandbox) is Verdict.AC
    assert verdict(problem, Program("pass"), sandbox) is Verdict.WA


@pytest.mark.parametrize(
    ("flags", "tokens"),
    [
        ("validator_flags: case_sensitive", TokenMatch(case_sensitive=True)),
        ("validator_flags: [space_change_sensitive]", TokenMatch(space_change_sensitive=True)),
        ("output_validator_flags: float_absolute_tolerance 1e-6", TokenMatch(float_absolute_tolerance=1e-6)),
        ("validator_flags: float_relative_tolerance 0.5", TokenMatch(float_relative_tolerance=0.5)),
        (
            "validator_flags: float_tolerance 0",
            TokenMatch(float_absolute_tolerance=0, float_relative_tolerance=0),
        ),
        (
            "validator_flags: float_absolute_tolerance 1e-6 float_tolerance 0.000001",
            TokenMatch(float_absolute_tolerance=1e-6, float_relative_tolerance=1e-6),
        ),
        ("validation: default", TokenMatch()),
    ],
)
def test_flags_of_the_default_validator(tmp_path: Path, flags: str, tokens: TokenMatch) -> None:
    assert load_package(package(tmp_path, LEGACY, problem_dot_yaml=flags)).comparator == tokens


def test_flags_of_groups(tmp_path: Path) -> None:
    flags = {
        "data__testdata_dot_yaml": "output_validator_flags: case_sensitive\non_reject: break\n",
        "problem_dot_yaml": "name: 5\n",
    }
    problem = load_package(package(tmp_path / "a", LEGACY, **flags))
    assert problem.comparator == TokenMatch(case_sensitive=True)
    assert problem.title == "5"
    other = {
        "data__secret__b__testdata_dot_yaml": "output_validator_flags: {flags: space_change_sensitive}\n"
    }
    with pytest.raises(UsageError, match="different flags, 'case_sensitive' and 'space_change_sensitive'"):
        load_package(package(tmp_path / "b", LEGACY, **flags, **other))


@pytest.mark.parametrize(
    ("parts", "seconds"),
    [
        ({"problem_dot_yaml": "limits: {time_limit: 3}"}, 3),
        ({"_dot_timelimit": "4\n"}, 4),
        ({"domjudge-problem_dot_ini": "timelimit='5'\n"}, 5),
        ({"problem_dot_yaml": "limits: {time_limit: 3}", "_dot_timelimit": "4\n"}, 3),
    ],
)
def test_where_a_time_limit_is(tmp_path: Path, parts: dict[str, str], seconds: int) -> None:
    limits = load_package(package(tmp_path, LEGACY, **parts)).limits
    assert limits.cpu_s == seconds
    assert limits.wall_s > seconds


def test_limits_leave_room(tmp_path: Path) -> None:
    long = "x" * 5_000_000
    parts = {"problem_dot_yaml": "limits: {memory: 16, output: 1}", "data__secret__a_dot_ans": long}
    limits = load_package(package(tmp_path, LEGACY, **parts)).limits
    assert limits.memory_mb == MIN_MEMORY_MB
    assert limits.output_bytes > len(long)


def test_a_package_of_googles_archive(tmp_path: Path) -> None:
    page = (
        "<html><head><title>no</title><style>p {}</style></head><body><h3>Problem</h3><p>Find $$$x_1$$$ &le; "
        "<b> n </b><sup>2</sup>, <i>C</i><sub>i+1</sub>.</p><ul><li>one</li></ul><h3>Limits</h3>\n"
        "Time limit: 20 seconds per test set.<br/>\nMemory limit: 1 GB.<br>"
        '<div class="copy-button"><i>copy</i><br></div><pre>1\n2</pre>'
        '<img src="a.png" alt="a tree"></body></html>'
    )
    parts = {
        "problem.yaml": (
            "# converted\nname: The End: Part 2\ntype: scoring\n"
            "output_validator_flags: float_tolerance 1e-6\n"
        ),
        "problem_statement/problem.html": page,
        "problem_statement/end_sample_ts1_input.txt": "1\n",
        "problem_statement/end_sample_ts1_output.txt": "Case #1: 1",
        "problem_statement/end_sample_ts2_input.txt": "7\n",
        "problem_statement/end_sample_ts2_output.txt": "Case #1: 7\n",
        "data/sample/1.in": "1\n",
        "data/sample/1.ans": "Case #1: 1\n",
        "data/secret/subtask1/1.in": "3\n",
        "data/secret/subtask1/1.ans": "Case #1: 3\n",
    }
    path = package(tmp_path / "end", parts)
    with pytest.raises(UsageError, match="scoring is not supported"):
        load_package(path)
    problem = load_package(path, accept_scoring=True)
    assert problem.title == "The End: Part 2"
    assert problem.public.public_tests == (Test("1\n", "Case #1: 1\n"), Test("7\n", "Case #1: 7\n"))
    assert (problem.limits.cpu_s, problem.limits.memory_mb) == (20, 1024)
    assert problem.public.statement == (
        "## Problem\n\nFind $x_1$ ≤ **n**^2, *C*_{i+1}.\n\n- one\n\n## Limits\n\n"
        "Time limit: 20 seconds per test set.\nMemory limit: 1 GB.\n\n```\n1\n2\n```\n\n[image: a tree]"
    )
    assert submissions(path)["accepted"] == []
    assert [p.id for p in load_problem_set(tmp_path, accept_scoring=True)] == ["end"]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"problem_dot_yaml": "type: interactive"}, "interactive is not supported"),
        ({"problem_dot_yaml": "type: [pass-fail, multi-pass]"}, "multi-pass is not supported"),
        ({"problem_dot_yaml": "type: submit-answer"}, "submit-answer is not supported"),
        ({"problem_dot_yaml": "type: scoring"}, "scoring is not supported"),
        ({"problem_dot_yaml": "type: optimal"}, "type 'optimal' is unknown"),
        ({"problem_dot_yaml": "validation: custom interactive"}, "interactive is not supported"),
        ({"problem_dot_yaml": "validation: custom score"}, "scoring is not supported"),
        ({"problem_dot_yaml": "validation: magic"}, "validation 'magic' is unknown"),
        ({"problem_dot_yaml": "validation: custom"}, "one output validator, found none"),
        ({"problem_dot_yaml": "problem_format_version: 2031-01"}, "allowed are legacy, legacy-icpc, 2025-09"),
        ({"problem_dot_yaml": "validator_flags: fuzzy"}, "flag 'fuzzy' is unknown; allowed are case_sens"),
        (
            {"problem_dot_yaml": "validator_flags: float_tolerance"},
            "float_tolerance needs a number of 0 or more; got",
        ),
        (
            {"problem_dot_yaml": "validator_flags: float_tolerance -1e-6"},
            "float_tolerance needs .*; got -1e-6",
        ),
        (
            {"problem_dot_yaml": "validator_flags: [float_relative_tolerance, .nan]"},
            "relative_tolerance .* got nan",
        ),
        (
            {"problem_dot_yaml": "validator_flags: float_absolute_tolerance inf"},
            "absolute_tolerance .* got inf",
        ),
        ({"problem_dot_yaml": "validator_flags: float_tolerance 1_0"}, "float_tolerance needs a number"),
        (
            {"problem_dot_yaml": "validator_flags: float_tolerance 1e-4 float_absolute_tolerance 1e-6"},
            "float_absolute_tolerance 1e-06: float_absolute_tolerance is 0.0001 already",
        ),
        (
            {
                "problem_dot_yaml": "validator_flags: float_tolerance 1e-4",
                "data__testdata_dot_yaml": "output_validator_flags: float_tolerance 1e-6",
            },
            "float_tolerance 1e-06: float_absolute_tolerance is 0.0001 already",
        ),
        ({"problem_dot_yaml": "limits: {time_limit: soon}"}, "limits.time_limit is 'soon', not a positive"),
        ({"problem_dot_yaml": "limits: {memory: -1}"}, "limits.memory is -1, not a positive"),
        ({"problem_dot_yaml": "limits: 2"}, "limits in problem.yaml is not a mapping"),
        ({"problem_dot_yaml": "- a"}, "problem.yaml is not a mapping"),
        ({"problem_dot_yaml": "name: [a"}, "problem.yaml is not YAML"),
        ({"problem_dot_yaml": "[" * 1500}, "problem.yaml is not YAML"),
        ({"problem_dot_yaml": "#" * 200_000}, "problem.yaml is too long"),
        ({"problem_dot_yaml": None}, "no problem.yaml"),
        ({"problem_statement__problem_dot_en_dot_tex": "x" * 200_001}, "such a statement is not read"),
        ({"problem_statement__problem_dot_en_dot_tex": None}, "no statement that can be read: found nothing"),
        ({"data__secret__a_dot_ans": None}, "no data/secret/a.ans: a test is a pair"),
        ({"data__sample__1_dot_in": None, "data__sample__1_dot_in_dot_part00": ""}, "join them first"),
        ({"data__secret__a_dot_yaml": "args: [x]"}, "sets arguments for the program"),
        ({"data__secret__a_dot_files__x": "1"}, "that is not supported"),
        ({"include__python3__x_dot_py": ""}, "a package with include/ is not supported"),
    ],
)
def test_packages_that_are_refused(tmp_path: Path, changes: dict[str, str | None], message: str) -> None:
    with pytest.raises(UsageError, match=message) as caught:
        load_package(package(tmp_path / "bad", LEGACY, **changes))
    assert str(tmp_path / "bad") in str(caught.value)


def test_a_package_without_secret_tests(tmp_path: Path) -> None:
    parts = {name: text for name, text in LEGACY.items() if not name.startswith("data/secret")}
    with pytest.raises(UsageError, match="no test in data/secret"):
        load_package(package(tmp_path, parts))


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ({"output_validators__c__v_dot_cpp": "", "output_validators__c__v_dot_h": ""}, r"is in C\+\+; only"),
        ({"output_validators__v_dot_java": ""}, "is in Java; only Python 3"),
        ({"output_validators__v__run": "", "output_validators__v__v_dot_py": ""}, "is in a build script"),
        ({"output_validators__v_dot_py": "#!/usr/bin/python2\n"}, "is in Python 2"),
        (
            {"output_validators__v_dot_py": "", "output_validators__w_dot_py": ""},
            "found output_validators/v.py, output_validators/w.py",
        ),
    ],
)
def test_validators_that_are_refused(tmp_path: Path, parts: dict[str, str], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        load_package(package(tmp_path, LEGACY, problem_dot_yaml="validation: custom", **parts))


def test_files_that_are_no_text_or_lead_elsewhere(tmp_path: Path) -> None:
    path = package(tmp_path / "p", LEGACY)
    (path / "data/secret/a.in").write_bytes(b"\xff\n")
    with pytest.raises(UsageError, match=r"data/secret/a.in is not UTF-8"):
        load_package(path)
    (path / "data/secret/a.in").unlink()
    (path / "data/secret/a.in").symlink_to("/etc/hostname")
    with pytest.raises(UsageError, match="is a link, and not to a file of the package"):
        load_package(path)
    (path / "data/secret/a.in").unlink()
    (path / "data/secret/a.in").symlink_to("b/2.in")
    (path / ".git").mkdir()
    (path / ".git/HEAD").symlink_to("nowhere")
    assert private(load_package(path))[0].input == "30\n"


def test_archives_that_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "no.zip").write_bytes(b"PK no")
    with pytest.raises(UsageError, match="not a ZIP archive"):
        load_package(tmp_path / "no.zip")
    damaged = bytearray(zipped(tmp_path / "cut.zip", LEGACY).read_bytes())
    damaged[45:60] = b"?" * 15
    (tmp_path / "cut.zip").write_bytes(damaged)
    with pytest.raises(UsageError, match=r"cannot read problem.yaml"):
        load_package(tmp_path / "cut.zip")
    two = zipped(tmp_path / "two.zip", {"a/problem.yaml": "", "b/problem.yaml": ""})
    with pytest.raises(UsageError, match=r"several packages in one archive: a/problem.yaml, b/problem.yaml"):
        load_package(two)
    bomb = zipped(
        tmp_path / "bomb.zip", {**LEGACY, "data/secret/z.in": "0" * 3_000_000, "data/secret/z.ans": ""}
    )
    assert bomb.stat().st_size < 10_000
    assert len(private(load_package(bomb))) == 4
    monkeypatch.setattr(package_files, "MAX_BYTES", 1_000_000)
    with pytest.raises(UsageError, match="more than 1000000 bytes"):
        load_package(bomb)


def test_what_is_no_package(tmp_path: Path) -> None:
    for path in (tmp_path / "nowhere", rows(tmp_path / "file.txt")):
        with pytest.raises(UsageError, match="not a problem package"):
            load_package(path)
    with pytest.raises(UsageError, match=r"no problem.yaml"):
        submissions(tmp_path)


def test_tex_becomes_readable() -> None:
    source = r"""
\documentclass{article} % a comment
\begin{document}
\problemname{Title $x$}
%% plainproblemname: Title
\illustration{0.3}{tree.png}{A \emph{tree}}
\noindent Fran\c cois and Andr\'e pay 50\% of \$3~for ``A \& B''---\emph{now \textbf{or $a_{\text{b}}$}}.
Both $1 \le n
\leq 10^5$ and \(m\), \[ x % unseen
= y \]
\section*{Input}
\begin{itemize}
  \item One line, {\bf always}, as in \texttt{a\_b}, \url{example.org}.
  \item[x] Two\ldots
    \begin{enumerate} \item inner \end{enumerate}
\end{itemize}
\begin{Output}
A \href{example.org}{table}\footnote{small}:
\begin{tabular}{|l|p{3cm}|} \hline
a & b \\ \hline
\end{tabular}
\end{Output}
\begin{verbatim}
  % kept & as is
\end{verbatim}
\nextsample
\end{document}
unseen"""
    text = from_tex(source)
    assert text == (
        'Francois and André pay 50% of $3 for "A & B"—*now **or $a_{\\text{b}}$***.\n'
        "Both $1 \\le n\n\\leq 10^5$ and $m$, $$x = y$$\n\n## Input\n\n"
        "- One line, **always**, as in `a_b`, `example.org`.\n- [x] Two...\n\n1. inner\n\n## Output\n\n"
        "A table (example.org) (small):\n\na | b\n\n```\n  % kept & as is\n```\n\n{{nextsample}}"
    )
    assert from_tex("") == ""
    assert from_html("") == ""
    assert from_tex("\\emph{" * 50) == from_tex("\0" * 3) == ""


# --- LiveCodeBench ------------------------------------------------------------------------------------

CASES = [{"input": "1 2\n", "output": "3\n", "testtype": "stdin"}]


def packed(value: object) -> str:
    return base64.b64encode(zlib.compress(pickle.dumps(value))).decode()


def lcb(**changes: Any) -> dict[str, Any]:
    return {
        "question_id": "abc_1",
        "question_title": "Sum – é",
        "question_content": "Add 数.",
        "difficulty": "easy",
        "public_test_cases": json.dumps(CASES),
        "private_test_cases": packed(json.dumps([{**CASES[0], "input": "2 1\n"}])),
        "metadata": "{}",
        **changes,
    }


def test_livecodebench() -> None:
    problem = contest_rows.from_livecodebench(lcb())
    assert (problem.id, problem.title, problem.difficulty) == ("abc_1", "Sum – é", "easy")
    assert problem.public.statement == "Add 数."
    assert problem.public.public_tests == (Test("1 2\n", "3\n"),)
    assert private(problem) == (Test("1 2\n", "3\n"), Test("2 1\n", "3\n"))  # its grader takes both
    assert (
        private(contest_rows.from_livecodebench(lcb(private_test_cases=json.dumps(CASES))))
        == problem.public.public_tests
    )
    assert (problem.comparator, problem.public.entry_point, problem.public.starter_code) == (
        LineMatch(),
        None,
        "",
    )


@pytest.mark.parametrize(
    ("statement", "output", "expected"),
    [
        ("Print the mean.", "1.5", "AC"),
        ("Print the mean.", "1.50\\n", "AC"),
        ("Print the mean.", "1.5000001", "WA"),
        (
            "Print it. Your answer is right if its absolute or relative error is at most 1e-6.",
            "1.5000001",
            "AC",
        ),
        (
            "Print it. Your answer is right if its absolute or relative error is at most 1e-6.",
            "1.50001",
            "WA",
        ),
    ],
)
def test_numbers_of_data_sets_are_judged_by_their_value(
    sandbox: Sandbox, statement: str, output: str, expected: str
) -> None:
    case = {"input": "", "output": "1.500000000000", "testtype": "stdin"}
    row = lcb(question_content=statement, public_test_cases="[]", private_test_cases=json.dumps([case]))
    program = Program(f"print('{output}')")
    assert verdict(contest_rows.from_livecodebench(row), program, sandbox) == expected
    tests = {"input": [""], "output": ["1.500000000000"]}
    problem = contest_rows.from_code_contests(
        contest(description=statement, private_tests=tests, generated_tests=None)
    )
    # AlphaCode's evaluator takes 1e-5 for the same where no statement says otherwise.
    assert verdict(problem, program, sandbox) == ("AC" if "Print the" in statement else expected)


FUNCTIONAL = {"input": '[2, 7]\n"a"\ntrue', "output": "[[1, 0.5], null]", "testtype": "functional"}
STARTER = "class Solution:\n    def pick(self, nums: List[int], s: str, up: bool) -> List[int]:\n        "


def test_functions_of_livecodebench(sandbox: Sandbox) -> None:
    cases = json.dumps([FUNCTIONAL])
    row = lcb(
        public_test_cases=cases,
        private_test_cases=packed(json.dumps([{**FUNCTIONAL, "input": '[1e400]\n"\\u00e9"\nfalse'}])),
        metadata='{"func_name": "pick"}',
        starter_code=STARTER,
    )
    problem = contest_rows.from_livecodebench(row)
    assert (problem.public.entry_point, problem.public.starter_code) == ("pick", STARTER)
    assert problem.public.public_tests == (Test("[2, 7], 'a', True", "[[1, 0.5], None]"),)
    assert private(problem)[1] == Test("[1e999], 'é', False", "[[1, 0.5], None]")
    assert contest_rows.from_livecodebench({**row, "metadata": ""}).public.entry_point == "pick"
    assert loader.problem_from_row(json.loads(json.dumps(loader.problem_to_row(problem)))) == problem
    assert problem.public.preloaded
    for returned, expected in [
        ("[[1, 0.5], None]", "AC"),
        ("([1.0, 0.5], None)", "AC"),
        ("[(1, 0.5), None]", "WA"),
        ("[[True, 0.5], None]", "AC"),
        ("[[1, 0.5000001], None]", "WA"),
    ]:
        code = f"{STARTER}return {returned}\n"
        draft = parse_candidate(f"```python\n{code}```", problem.public)
        assert draft.program is not None
        assert verdict(problem, draft.program, sandbox) == expected, returned
    told = contest_rows.from_livecodebench(
        {**row, "question_content": "Answers within 10^-5 of the actual answer are accepted."}
    )
    assert told.comparator == ValueMatch(1e-5, 1e-5, outer_tuple_is_list=True)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"public_test_cases": json.dumps([FUNCTIONAL])}, "question abc_1: tests of both kinds"),
        ({"public_test_cases": "[]", "private_test_cases": "[]"}, "question abc_1: no tests"),
        (
            {"public_test_cases": json.dumps([FUNCTIONAL]), "private_test_cases": packed("[]")},
            "it asks for a function, but neither metadata nor starter_code names it",
        ),
    ],
)
def test_livecodebench_rows_that_are_left_out(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(Unsupported, match=message):
        contest_rows.from_livecodebench(lcb(**changes))


def test_no_fixed_answer_is_a_public_test_where_several_are_right(tmp_path: Path) -> None:
    several = "Find two numbers with sum n. If there are several answers, print any of them."
    problem = contest_rows.from_livecodebench(lcb(question_content=several))
    assert (problem.public.public_tests, len(private(problem))) == ((), 2)
    other = contest_rows.from_code_contests(contest(description=several))
    assert (other.public.public_tests, len(private(other))) == ((), 3)
    function = humaneval_mbpp.from_mbpp(mbpp(text="Return the pair. You may return the answer in any order."))
    assert (function.public.public_tests, len(private(function))) == ((), 2)
    text = {"problem_statement__problem_dot_en_dot_tex": several}
    told = load_package(package(tmp_path / "twice", LEGACY, **text))
    assert (told.public.public_tests, len(private(told))) == ((), 3)
    # With a checker no answer is fixed.
    checked = load_package(package(tmp_path / "two", NEW, statement__problem_dot_en_dot_md=several))
    assert len(checked.public.public_tests) == 2
    assert checked.public.checker == checked.comparator


class Trap:
    def __reduce__(self) -> tuple[Any, ...]:
        return print, ("the pickle ran",)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"private_test_cases": "no base64!"}, "neither a JSON list nor base64"),
        ({"private_test_cases": "ü"}, "neither a JSON list nor base64"),
        ({"private_test_cases": ""}, "is cut off"),
        ({"private_test_cases": "AAAA"}, "not compressed by zlib"),
        ({"private_test_cases": packed("[]" * 50)[:24]}, "cut off"),
        ({"private_test_cases": packed(Trap())}, "pickle that is refused: it has more than a string"),
        ({"private_test_cases": packed(["[]"])}, "pickle that is refused"),
        ({"private_test_cases": packed(b"[]")}, "pickle that is refused"),
        ({"private_test_cases": packed("no json")}, "private_test_cases is not JSON"),
        ({"private_test_cases": packed("{}")}, "not a list of tests"),
        (
            {"public_test_cases": '[{"input": 1, "output": "", "testtype": "stdin"}]'},
            "has a test that is not",
        ),
        ({"public_test_cases": "[" * 100_000}, "public_test_cases is not JSON"),
        (
            {"public_test_cases": "[]", "private_test_cases": json.dumps([{**FUNCTIONAL, "input": "1\nx"}])},
            "private_test_cases: input of a function is not JSON",
        ),
        ({"public_test_cases": 5}, "public_test_cases is int, not text"),
    ],
)
def test_livecodebench_rows_that_are_refused(
    changes: dict[str, Any], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(UsageError, match=message):
        contest_rows.from_livecodebench(lcb(**changes))
    assert "ran" not in capsys.readouterr().out


def test_livecodebench_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UsageError, match=r"a row of .* has no private_test_cases; found question_id"):
        contest_rows.from_livecodebench({k: v for k, v in lcb().items() if k != "private_test_cases"})
    # LONG_BINPUT at the last index: an unpickler would allocate 64 GiB for its memo.
    memo = b"\x80\x04\x8c\x02[]r\xff\xff\xff\xff."
    with pytest.raises(UsageError, match="LONG_BINPUT"):
        contest_rows.from_livecodebench(
            lcb(private_test_cases=base64.b64encode(zlib.compress(memo)).decode())
        )
    with pytest.raises(pickle.UnpicklingError, match=r"asks for os.system"):
        contest_rows._NoClasses(__import__("io").BytesIO(b"cos\nsystem\n.")).load()
    monkeypatch.setattr(contest_rows, "MAX_BYTES", 1000)
    with pytest.raises(UsageError, match="unpacks to more than 1000 bytes"):
        contest_rows.from_livecodebench(lcb(private_test_cases=packed(" " * 1_000_000 + "[]")))


# --- CodeContests -------------------------------------------------------------------------------------


def contest(**changes: Any) -> dict[str, Any]:
    return {
        "name": "1_A. Théâtre",
        "description": "Count.",
        "public_tests": {"input": ["1\n"], "output": ["1\n"]},
        "private_tests": {"input": ["2\n"], "output": ["2\n"]},
        "generated_tests": {"input": ["3\n", "4\n"], "output": ["3\n", "4\n"]},
        "time_limit": {"seconds": 1, "nanos": 500_000_000},
        "memory_limit_bytes": 512_000_000,
        "input_file": "",
        "output_file": "",
        **changes,
    }


def test_code_contests() -> None:
    problem = contest_rows.from_code_contests(contest())
    assert (problem.id, problem.public.public_tests) == ("1_A. Théâtre", (Test("1\n", "1\n"),))
    assert [test.input for test in private(problem)] == ["2\n", "3\n", "4\n"]
    assert (problem.limits.cpu_s, problem.limits.wall_s, problem.limits.memory_mb) == (2, 8.0, 489)
    for nothing in ({"time_limit": None, "memory_limit_bytes": 0}, {"time_limit": {"seconds": 0}}):
        bare = contest_rows.from_code_contests(contest(**nothing, generated_tests=None))
        assert bare.limits.cpu_s == DEFAULT_TIME_LIMIT_S
        assert len(private(bare)) == 1
    assert contest_rows.from_code_contests(contest(input_file="stdin", output_file="stdout")).id == problem.id
    empty: dict[str, list[str]] = {"input": [], "output": []}
    for changes, message in (
        ({"input_file": "input.txt"}, "its input_file is input.txt"),
        ({"output_file": "out.txt"}, "its output_file is out.txt"),
        ({"private_tests": empty, "generated_tests": empty}, "no private and no generated tests"),
    ):
        with pytest.raises(Unsupported, match=f"1_A. Théâtre: {message}"):
            contest_rows.from_code_contests(contest(**changes))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"public_tests": []}, "public_tests is not an object with input and output"),
        ({"private_tests": {"input": ["1"], "output": []}}, "as long as each other"),
        ({"generated_tests": {"input": [1], "output": ["1"]}}, "input of generated_tests is not a list"),
        ({"time_limit": "2 s"}, "time_limit '2 s' is not an object"),
        ({"memory_limit_bytes": "much"}, "memory_limit_bytes 'much' is not a number"),
        ({"description": 1}, "description is int, not text"),
    ],
)
def test_code_contests_rows_that_are_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        contest_rows.from_code_contests(contest(**changes))
    with pytest.raises(UsageError, match="has no public_tests"):
        contest_rows.from_code_contests({"name": "a", "description": "b"})


# --- functions ----------------------------------------------------------------------------------------

PROMPT = '''import math

def helper(x):
    """Help.
    >>> f(0)
    99
    """
    return x

def f(x, k=1):
    """ Return x plus k — über.
    >>> f(1)
    2
    >>> f(2, k=3)
    5
    >>> round(f(2), 2)
    3
    >>> f([1,
    f(4) == 5
    * f(5) ➞ 6
    f(6) => 7, as 6 + 1 is 7
    f(-7) should return -6.
    f(x) => 8
    f(8) => nine
    f("(") -> "(" # a text
    >>> f(9) == 10
    True
    >>> f(10) == 12
    False
    >>> f((1,))
    [1,
     2]
    """
'''
CHECK = """
def check(candidate):
    assert candidate(1) == 2, "message"
    assert 3 == candidate(2)
    assert abs(candidate(0.5) - 1.5) < 1e-3
    assert candidate(3)
    assert not candidate(-1)
    assert candidate("a") is None
    assert math.isclose(candidate(4), 5.0, rel_tol=1e-3)
    assert True, "nothing"
    assert candidate(1) in (2, 3)
    assert candidate(1 + 1) == 3
    for i in range(2, 4 - 1):
        assert candidate(i) == i + 1
    for _ in range(100):
        x = random()
        assert candidate(x) == x + 1
"""
PLUS = """
def assertion(out, exp, atol):
    exact_match = out == exp
    assert exact_match
{start}    inputs = [[1, 'é'], [float('inf')], [[2], {{3}}]]
{start}    results = [2.0, 3, None]
{start}    for i, (inp, exp) in enumerate(zip(inputs, results)):
{start}        assertion({name}(*inp), exp, 0)
"""


def humaneval(**changes: Any) -> dict[str, Any]:
    row = {"task_id": "HumanEval/0", "prompt": PROMPT, "canonical_solution": "    return x + k\n"}
    return {**row, "test": CHECK, "entry_point": "f", **changes}


def mbpp(**changes: Any) -> dict[str, Any]:
    tests = ["assert add( 1,2)==3 ", "assert add(2, 2) == (4)", "assert set(add(1, [])) == set([1])"]
    code = "def helper(a):\r\n  return a\r\ndef add(a, b):\r\n  return a + b"
    return {"task_id": 7, "text": "Add.", "code": code, "test_list": tests, "test_setup_code": "", **changes}


def test_examples_in_a_docstring() -> None:
    examples = from_docstring(docstring(PROMPT, "f"), "f")
    assert [(test.input, test.output) for test in examples] == [
        ("1", "2"),
        ("2, k=3", "5"),
        ("4", "5"),
        ("5", "6"),
        ("6", "7"),
        ("-7", "-6"),
        ("'('", "'('"),
        ("9", "10"),
        ("(1,)", "[1, 2]"),
    ]
    assert docstring("def f(:", "f") == docstring("", "f") == docstring("def g(): 'x'", "f") == ""
    assert from_docstring("", "f") == ()
    assert from_docstring("f(" * 2000 + ")" * 2000, "f") == ()


def test_humaneval(sandbox: Sandbox) -> None:
    problem = humaneval_mbpp.from_humaneval(humaneval())
    assert (problem.public.entry_point, problem.public.starter_code) == ("f", PROMPT)
    assert problem.public.statement.startswith("Return x plus k — über.")
    assert len(problem.public.public_tests) == 9
    assert [(test.input, test.output) for test in private(problem)] == [
        ("1", "2"),
        ("2", "3"),
        ("0.5", "1.5"),
        ("3", "True"),
        ("-1", "False"),
        ("'a'", "None"),
        ("4", "5.0"),
        ("2", "3"),
        ("2", "3"),
    ]
    assert problem.unread_tests == 2
    assert problem.comparator == ValueMatch(1e-3, 1e-3)
    right = "def f(x):\n    if x == 'a': return None\n    return {3: True, -1: 0}.get(x, x + 1)"
    assert verdict(problem, Program(right, "f"), sandbox) is Verdict.AC
    assert verdict(problem, Program("def f(x): return x + 1", "f"), sandbox) is Verdict.WA
    with pytest.raises(Unsupported, match="row HumanEval/0: no test"):
        humaneval_mbpp.from_humaneval(humaneval(test="def check(candidate): pass"))
    with pytest.raises(UsageError, match="has no test"):
        humaneval_mbpp.from_humaneval({"task_id": 1, "prompt": "", "entry_point": "f"})
    with pytest.raises(UsageError, match="tests are not Python 3"):
        humaneval_mbpp.from_humaneval(humaneval(test="assert ("))


def test_mbpp() -> None:
    problem = humaneval_mbpp.from_mbpp(mbpp())
    assert (problem.id, problem.public.entry_point, problem.public.statement) == ("mbpp/7", "add", "Add.")
    assert problem.public.public_tests == (Test("1, 2", "3"),)
    assert private(problem) == (Test("1, 2", "3"), Test("2, 2", "4"))
    assert problem.unread_tests == 1
    sanitized = {key: value for key, value in mbpp(prompt="Add them.").items() if key != "text"}
    assert humaneval_mbpp.from_mbpp(sanitized).public.statement == "Add them."
    with pytest.raises(Unsupported, match="row 7: none of its 1 asserts is a call of literals and its value"):
        humaneval_mbpp.from_mbpp(mbpp(test_list=["assert set(add(1)) == set()"]))
    with pytest.raises(UsageError, match="call none of add, helper"):
        humaneval_mbpp.from_mbpp(mbpp(test_list=["assert other(1) == 2"]))
    with pytest.raises(UsageError, match="call none of no function"):
        humaneval_mbpp.from_mbpp(mbpp(code="def ("))
    with pytest.raises(UsageError, match="neither prompt nor text"):
        humaneval_mbpp.from_mbpp({key: value for key, value in mbpp().items() if key != "text"})
    with pytest.raises(UsageError, match="test_list is not a list of texts"):
        humaneval_mbpp.from_mbpp(mbpp(test_list="assert add(1, 2) == 3"))


def test_evalplus() -> None:
    test = PLUS.format(start="", name="candidate").replace("    inputs", "def check(candidate):\n    inputs")
    problem = humaneval_mbpp.from_humaneval(humaneval(test=test))
    assert private(problem) == (Test("1, 'é'", "2.0"), Test("[2], {3}", "None"))
    assert problem.source == "evalplus/humanevalplus"
    assert problem.comparator == ValueMatch(1e-6, 1e-7)
    assert humaneval_mbpp.private_tests(humaneval(test=test)).skipped == 1
    plain = "\n".join(line.removeprefix("    ") for line in PLUS.format(start="", name="add").split("\n")[4:])
    header = "\n".join(PLUS.format(start="", name="add").split("\n")[:4])
    row = mbpp(prompt="Add.", test=f"{header}\n{plain}")
    assert len(private(humaneval_mbpp.from_mbpp(row))) == 2
    # A comparison of its own is not ours to make.
    with pytest.raises(Unsupported, match="none of its 3 asserts"):
        humaneval_mbpp.from_mbpp({**row, "test": row["test"].replace("out == exp", "set(out) == set(exp)")})
    assert humaneval_mbpp.private_tests({**row, "test": row["test"].replace("out == exp", "x")}).skipped == 3


@pytest.mark.parametrize(
    "line",
    [
        "assert f(3 * 19 * 3 * 19) == [3, 3, 19, 19]",
        "assert f('ab' + 'c' * 3, k=-(2 ** 5) // 7) == (1 + 2, [0] * 3, ~5, not True)",
        "assert abs(f([1.0]) - 2.0 / 3.0) < 10 ** -6",
        "assert f(--2) == 5 % 3",
        "assert f([1, 2] + [3], (1,) * 2, 7 ** 2 - 1) == 1 << 4 | 1",
        "assert f(2 ** -1) == 0.5 ** 2",
        "assert f(set([1, 2]), tuple([1]), list((2,))) == set((1,))",
        "assert f(1 + 2j) == -1j",
        "assert tuple(f(1)) == tuple([1, 2])",
        "assert (1, 2 * 2) == tuple(f(1))",
        "for x in range(2, 8):\n    assert f(x, x + 1) == str(x)",
        "for x in [1, 'a']:\n    assert f(x) == [x]\n    assert [x, x] == f(x, x)",
        "for x in (1, 2):\n    for y in range(0):\n        pass\nassert f(1) == 1",
    ],
)
def test_arithmetic_in_asserts_is_computed(line: str) -> None:
    """Python itself says which arguments and which values the asserts have."""
    calls: list[tuple[tuple[object, ...], dict[str, object]]] = []
    values: list[object] = []

    class Seen:
        """What `f` returns: equal to everything, and it remembers to what."""

        def __eq__(self, other: object) -> bool:
            values.append(other)
            return True

        def __sub__(self, other: object) -> float:
            values.append(other)
            return 0.0

        def __iter__(self) -> Iterator[object]:
            return iter(values)

    def f(*arguments: object, **named: object) -> Seen:
        calls.append((arguments, named))
        return Seen()

    found = from_asserts([ast.parse(line)], {"f"})
    assert found.skipped == 0
    if "tuple(f" in line:
        assert found.equal.outer_tuple_is_list
        assert [test.output for test in found.tests] == ["[1, 2]" if "[1, 2]" in line else "[1, 4]"]
        return
    exec(line, {"f": f})
    read = [eval(f"seen({test.input})", {"seen": lambda *a, **k: (a, k)}) for test in found.tests]
    assert read == calls
    assert [ast.literal_eval(test.output) for test in found.tests] == values


@pytest.mark.parametrize(
    "line",
    [
        "assert f(9 ** 9 ** 9) == 1",
        "assert f('a' * 10 ** 9) == 1",
        "assert f([[0] * 1000] * 1000000) == 1",
        "assert f(1 << 10 ** 9) == 1",
        "assert f(1 / 0) == 1",
        "assert f(1e308 * 10) == 1",
        "assert f('a' - 1) == 1",
        "assert f('%s' % 'a') == 1",
        "assert f(open('x')) == 1",
        "assert f(" + "1 + " * 900 + "1) == 1",
        "for x in range(10 ** 9):\n    assert f(x) == x",
        "for x in random():\n    assert f(x) == x",
        "for x, y in [(1, 2)]:\n    assert f(x) == y",
        "assert f(x) == 1",
        "assert set(f(1)) == {1}",
    ],
)
def test_asserts_that_cannot_be_read_are_counted(line: str) -> None:
    found = from_asserts([ast.parse(line)], {"f"})
    assert (found.tests, found.skipped) == ((), 1)


@pytest.mark.parametrize(
    ("output", "expected", "same"),
    [
        ("1", "True", True),
        ("1.0", "1", True),
        ("[1, (2,)]", "[1, (2.0,)]", True),
        ("[1]", "(1,)", False),
        ("{1: [2]}", "{1: [2.0]}", True),
        ("{1: 2}", "{2: 1}", False),
        ("{1, 2}", "{2, 1}", True),
        ("1.05", "1", True),
        ("1.2", "1", False),
        ("nan", "nan", True),
        ("inf", "1e999", True),
        ("5", "1e999", False),
        ("'1'", "1", False),
        ("1" + "0" * 400, "1.5", False),
        ("[" * 3000, "[]", False),
        ("{[]: 1}", "1", False),
    ],
)
def test_equality_of_asserts(output: str, expected: str, same: bool) -> None:
    assert ValueMatch(0.1, 1e-9).accepts(output, expected) is same


# --- any of them --------------------------------------------------------------------------------------


def test_load_knows_forms_by_their_columns(tmp_path: Path) -> None:
    package(tmp_path / "packages/b", LEGACY)
    zipped(tmp_path / "packages/a.zip", NEW)
    (tmp_path / "packages/LICENSE").write_text("free")
    assert [problem.id for problem in load_problem_set(tmp_path / "packages")] == ["a", "b"]
    assert [problem.id for problem in load_problem_set(tmp_path / "packages/b")] == ["b"]
    assert [problem.id for problem in load_problem_set(tmp_path / "packages/a.zip")] == ["a"]
    file = rows(tmp_path / "mixed.jsonl", lcb(), contest(), humaneval(), mbpp(), contest(input_file="in.txt"))
    assert [problem.id for problem in load_problem_set(file)] == [
        "abc_1",
        "1_A. Théâtre",
        "HumanEval/0",
        "mbpp/7",
    ]
    whole = tmp_path / "whole.json"
    whole.write_text(json.dumps([mbpp(), mbpp(task_id=8)], indent=1))
    assert [problem.id for problem in load_problem_set(str(whole))] == ["mbpp/7", "mbpp/8"]
    whole.write_text(json.dumps(mbpp()))
    assert len(list(load_problem_set(whole))) == 1
    assert list(load_problem_set(rows(tmp_path / "empty.jsonl"))) == []


def test_load_says_what_it_leaves_out(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    file = rows(
        tmp_path / "some.jsonl",
        lcb(),
        contest(input_file="in.txt"),
        humaneval(),
        *(mbpp(task_id=number, test_list=["assert add(x) == 1"]) for number in range(12)),
    )
    assert len(list(load_problem_set(file))) == 2
    left_out, unread = [record.getMessage() for record in caplog.records]
    assert left_out.startswith(
        f"{file}: 13 of 15 rows are left out: deepmind/code_contests, 1_A. Théâtre: its inp"
    )
    assert "MBPP row 8: none of its 1 asserts" in left_out
    assert left_out.endswith("; and 3 more")
    assert unread == f"{file}: 2 tests of 1 problems can't be read and are left out: HumanEval/0 (2)"
    caplog.clear()
    assert len(list(load_problem_set(rows(tmp_path / "all.jsonl", lcb(), contest())))) == 2
    assert not caplog.records


def test_load_says_what_was_found_and_what_is_allowed(tmp_path: Path) -> None:
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes/a.txt").write_text("")
    (tmp_path / "bytes.jsonl").write_bytes(b"\xff\xfe")
    (tmp_path / "broken.jsonl").write_text('\n{"a": \n')
    for path, message in [
        (
            rows(tmp_path / "other.jsonl", {"code": "x", "input": "1"}),
            "line 1: found columns code, input; known",
        ),
        (rows(tmp_path / "list.jsonl", [1]), "line 1: list, not an object"),
        (
            rows(tmp_path / "bad.jsonl", mbpp(), lcb(public_test_cases="{")),
            "line 2: livecodebench/.* not JSON",
        ),
        (tmp_path / "broken.jsonl", "line 2: not JSON"),
        (tmp_path / "bytes.jsonl", "cannot read .*; give a UTF-8 file"),
        (tmp_path / "nowhere.jsonl", "cannot read"),
        (tmp_path / "nowhere", "found nothing; give a problem package"),
        (rows(tmp_path / "a.parquet"), "found a file of type .parquet"),
        (tmp_path / "notes", r"found a.txt; give a problem package"),
    ]:
        with pytest.raises(UsageError, match=message):
            list(load_problem_set(path))
