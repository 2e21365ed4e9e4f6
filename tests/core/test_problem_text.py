from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ses_plugin.problems.loader import load_builtin_problems
from ses_plugin.problems.text import MAX_CHARACTERS, read_task
from ses_plugin.types.problem import PublicProblem
from tests.core.judge_layouts import LAYOUTS
from tests.core.problem_texts import SHAPES, Shape

ALL = (*SHAPES, *LAYOUTS)


def counts(shape: Shape) -> tuple[int, int, int]:
    """Return how many tests were found rightly, were found wrongly, and were missed."""
    found = {(test.input, test.output) for test in read_task(shape.text).public_tests}
    wanted = set(shape.tests)
    return len(found & wanted), len(found - wanted), len(wanted - found)


def test_precision_and_recall_over_all_shapes() -> None:
    assert sum(bool(shape.tests) for shape in SHAPES) >= 40
    assert sum(not shape.tests for shape in SHAPES) >= 10
    rows = [(shape, counts(shape)) for shape in ALL]
    right, wrong, missed = (sum(row[1][i] for row in rows) for i in range(3))
    told = [f"precision {right / (right + wrong):.3f}, recall {right / (right + missed):.3f}; not as wanted:"]
    told += [
        f"  {shape.name}: found {[(t.input, t.output) for t in read_task(shape.text).public_tests]}"
        for shape, (_, more, less) in rows
        if more or less
    ]
    assert len(told) == 1, "\n".join(told)


@pytest.mark.parametrize("shape", ALL, ids=lambda shape: shape.name)
def test_the_function_is_found(shape: Shape) -> None:
    assert read_task(shape.text).entry_point == shape.entry


def test_statements_without_examples_give_none() -> None:
    assert [p.id for p in load_builtin_problems() if read_task(p.public.statement).public_tests] == []


def test_the_starter_is_a_function_and_leaves_the_statement() -> None:
    text = next(shape.text for shape in SHAPES if shape.entry == "countLetter")
    task = read_task(text)
    assert task.starter_code.startswith("def countLetter(word: str, letter: str) -> Optional[int]:")
    assert "class Solution" not in task.statement
    assert "0-indexed string" in task.statement
    bare = read_task(next(shape.text for shape in SHAPES if shape.name == "humaneval, bare"))
    assert bare.statement.startswith("Tell whether all numbers")
    assert bare.starter_code.startswith("from typing import List\n\n\ndef below(")


PIECES = [
    *(
        "Input",
        "Output",
        "Example 1:",
        "Sample Input 1",
        "Input: nums = [1]",
        "| Input | Output |",
        "| 1 | 2 |",
    ),
    *(
        "```",
        "```python",
        "<pre>",
        "</pre>",
        "def f(x):",
        "class Solution:",
        "    def f(self, x):",
        "    '''",
        "\n",
    ),
    *(
        "assert f(1) == 2",
        "assert f(",
        ">>> f(1)",
        "f(1) -> 2",
        "write a function `f(x)`",
        ":",
        "3",
        "\t",
        "(",
        "é\0",
    ),
]


@settings(max_examples=50, deadline=None)
@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=30), st.sampled_from(["\n", "", " "]))
def test_any_text_is_a_task(parts: list[str], between: str) -> None:
    task = read_task(between.join(parts))
    assert not task.public_tests or any(test.output.strip() for test in task.public_tests)


@pytest.mark.parametrize(
    "unit",
    [
        "Input ",
        "```\n",
        "```python\n",
        "assert f(\n",
        ">>> f(\n",
        "<",
        "<pre>",
        "Input\n1\nOutput\n2\n",
        "$ a ",
        "Input: 1 , Output ",
        "Input: 1  ,,  ",
        "Sample Output\nsome words in a line\n",
        "f(1) = ",
        "Input\nOutput\n",
        "Sample\nInput\nOutput\n1\n2\n",
        "Input Output\n1 2\n",
        "№\tInput\tOutput\n1\t2\t3\n",
        "Sample Input\nSTDIN  Function\n1   n\n",
        ">>> f(1)\n1\n2\n",
        "<pre></td> <td>&lt;",
        "a function that ",
        "each a b ",
        "file ",
    ],
)
def test_no_text_takes_long(unit: str) -> None:
    started = time.process_time()
    read_task(unit * (MAX_CHARACTERS // len(unit)))
    assert time.process_time() - started < 5  # all take under 0.6 s on an idle core
    assert read_task("x" * (MAX_CHARACTERS + 1)) == PublicProblem("x" * (MAX_CHARACTERS + 1))
