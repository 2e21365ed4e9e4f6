"""Read rows of HumanEval and MBPP, and of their EvalPlus editions: problems that ask for a function.

Private tests are the asserts that compare a call with literal arguments to a literal. Others can't be tests
of a `Problem`: they are left out, and `Problem.unread_tests` counts them. Where the text allows several
answers there are no public tests; the asserts decide, as they do for the data sets themselves.
"""

from __future__ import annotations

import ast
from typing import Any

from ses_plugin.errors import Unsupported, UsageError
from ses_plugin.problems.formats import contest_rows
from ses_plugin.problems.formats.examples import (
    ExtractedExamples,
    called,
    docstring,
    from_asserts,
    from_docstring,
    from_lists,
    try_parse_short,
)
from ses_plugin.problems.text.judging_rules import allows_many_answers
from ses_plugin.types.problem import PrivateTests, Problem, PublicProblem

HUMANEVAL_COLUMNS = ("task_id", "prompt", "entry_point", "test")
MBPP_COLUMNS = ("task_id", "code", "test_list")


def from_humaneval(row: dict[str, Any]) -> Problem:
    """Return a row of `openai/openai_humaneval` or `evalplus/humanevalplus`.

    Public tests are the docstring's examples, a few of which are wrong. Raises Unsupported if no private test
    can be read, UsageError for missing columns.
    """
    examples = _require_private_tests(row)
    where = f"HumanEval row {row['task_id']}"
    prompt, entry_point = (
        contest_rows.text_column(row, "prompt", where),
        contest_rows.text_column(row, "entry_point", where),
    )
    documentation = docstring(prompt, entry_point)
    statement = documentation or prompt
    return Problem(
        id=str(row["task_id"]),
        public=PublicProblem(
            statement,
            () if allows_many_answers(statement) else from_docstring(documentation, entry_point),
            entry_point,
            prompt,
        ),
        private_tests=PrivateTests(examples.tests),
        comparator=examples.equal,
        title=entry_point,
        source="evalplus/humanevalplus" if _is_plus(row) else "openai/openai_humaneval",
        unread_tests=examples.skipped,
    )


def from_mbpp(row: dict[str, Any]) -> Problem:
    """Return a row of `google-research-datasets/mbpp` (full or sanitized) or `evalplus/mbppplus`.

    The public test is the first of `test_list`, as in MBPP's prompt. Raises Unsupported if no private test
    can be read, UsageError for missing columns, or if the tests call no function of `code`.
    """
    examples = _require_private_tests(row)
    where = f"MBPP row {row['task_id']}"
    entry_point = _mbpp_entry_point(row, where)
    statement = _mbpp_statement(row, where)
    first = [tree for tree in map(try_parse_short, _asserts(row, where)[:1]) if tree]
    public = () if allows_many_answers(statement) else from_asserts(first, {entry_point}).tests
    return Problem(
        id=f"mbpp/{row['task_id']}",
        public=PublicProblem(statement, public, entry_point),
        private_tests=PrivateTests(examples.tests),
        comparator=examples.equal,
        title=entry_point,
        source="evalplus/mbppplus" if "test" in row else "google-research-datasets/mbpp",
        unread_tests=examples.skipped,
    )


def _require_private_tests(row: dict[str, Any]) -> ExtractedExamples:
    """Return the private tests of a row. Raises Unsupported if there are none."""
    examples = private_tests(row)
    if not examples.tests:
        name = f"HumanEval row {row['task_id']}" if "entry_point" in row else f"MBPP row {row['task_id']}"
        reason = (
            f"none of its {examples.skipped} asserts is a call of literals and its value"
            if examples.skipped
            else "no test"
        )
        raise Unsupported(f"{name}: {reason}")
    return examples


def private_tests(row: dict[str, Any]) -> ExtractedExamples:
    """Return the private tests of a row, the number of asserts that can't be read, and the comparison.

    Raises UsageError for missing columns.
    """
    if "entry_point" in row:
        contest_rows.require_columns(row, HUMANEVAL_COLUMNS, "HumanEval")
        where = f"HumanEval row {row['task_id']}"
        names = {"candidate", contest_rows.text_column(row, "entry_point", where)}
        return _read(_tree(contest_rows.text_column(row, "test", where), where), names)
    contest_rows.require_columns(row, MBPP_COLUMNS, "MBPP")
    where = f"MBPP row {row['task_id']}"
    names = {_mbpp_entry_point(row, where)}
    if "test" in row:
        return _read(_tree(contest_rows.text_column(row, "test", where), where), names)
    return from_asserts([_tree(line, where) for line in _asserts(row, where)], names)


def _is_plus(row: dict[str, Any]) -> bool:
    return "zip(inputs, results)" in row["test"] or "enumerate(inputs)" in row["test"]


def _read(tree: ast.AST, names: set[str]) -> ExtractedExamples:
    examples = from_lists(tree, names)
    return from_asserts([tree], names) if examples is None else examples


def _tree(code: str, where: str) -> ast.Module:
    tree = try_parse_short(code)
    if tree is None:
        raise UsageError(f"{where}: its tests are not Python 3")
    return tree


def _asserts(row: dict[str, Any], where: str) -> list[str]:
    return contest_rows.text_list(row["test_list"], f"{where}: test_list")


def _mbpp_statement(row: dict[str, Any], where: str) -> str:
    for column in ("prompt", "text"):
        if column in row:
            return contest_rows.text_column(row, column, where)
    raise UsageError(f"{where}: neither prompt nor text; found {', '.join(row)}")


def _mbpp_entry_point(row: dict[str, Any], where: str) -> str:
    """Return the first function that the tests call and the reference solution defines."""
    solution = try_parse_short(contest_rows.text_column(row, "code", where))
    defined = {node.name for node in (solution.body if solution else []) if isinstance(node, ast.FunctionDef)}
    for line in _asserts(row, where):
        for name in called(try_parse_short(line) or ast.Module([], [])):
            if name in defined:
                return name
    raise UsageError(f"{where}: its tests call none of {', '.join(sorted(defined)) or 'no function'}")
