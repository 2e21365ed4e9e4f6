from __future__ import annotations

import hashlib
from dataclasses import replace
from importlib.resources import files

import pytest

from ses_plugin.errors import UsageError
from ses_plugin.prompts import (
    CORRECTING,
    EXPLAINING,
    INVENTING,
    INVENTING_CALLS,
    OUTPUT_PREDICTION,
    SOLVING,
    TRANSLATING,
    V1,
    fix_prompt,
    output_prediction_prompt,
    solve_prompt,
)
from ses_plugin.types.problem import PublicProblem, Test
from ses_plugin.types.program import Program

# A changed word is another benchmark: make a new version of the set, do not change this hash.
HASHES = {
    CORRECTING: "63ed990262d8db8ae1a300ef3330e68307131f31ac04d656b9dc9cd7061c3f4c",
    EXPLAINING: "45a9762c47e7fba2f4bb5394fed7ada6be66aba6d357fcf8c24a7f686693c3ce",
    OUTPUT_PREDICTION: "dba463e5b6afe84128931fc7bf29f104e22b052da80418c2440e91e920a9d82f",
    INVENTING: "efcd71d66b538cceb5128f51968b0fabaf221b48025344230dd0963534820eac",
    INVENTING_CALLS: "5cbf6ea81c77552f53e95f5a868e21beb1870cac064ccbdd1e061c1a9fe35b95",
    TRANSLATING: "72203efc949a9e0cc4fc66aeed8a15bc12763cdfedfdb75dd154881dbf9266e1",
    SOLVING: "22423c86b2680e4d79bcdfa6efccde443581a9e0bfdd416a31e7b40a8adcad45",
}


@pytest.mark.parametrize("name", list(HASHES))
def test_prompt_sets_are_as_they_were_measured(name: str) -> None:
    text = (files("ses_plugin.prompts") / f"{name}.toml").read_bytes()
    assert hashlib.sha256(text).hexdigest() == HASHES[name]


def test_a_program_is_shown_as_it_is() -> None:
    source = "print('$input {input} $$')\n"
    prompt = output_prediction_prompt(Program(source), "1 2\n3\n")
    assert f"<program>\n{source.strip()}\n</program>\n\n<input>\n1 2\n3\n</input>" in prompt


def test_a_function_is_shown_with_its_call() -> None:
    prompt = output_prediction_prompt(Program("def f(x): ...", "f"), "[1, 'a']", direct=True)
    assert "<call>\nf([1, 'a'])\n</call>" in prompt
    assert "Do not explain" in prompt


def test_what_repeats_comes_first() -> None:
    one, two = (output_prediction_prompt(Program("print(input())"), text) for text in ("1", "2"))
    assert one.index("<input>") == two.index("<input>")
    assert one[: one.index("<input>")] == two[: two.index("<input>")]


def test_a_task_is_shown_with_its_public_tests() -> None:
    task = PublicProblem("Add $them.\n", (Test("1 2\n", "3\n"), Test("0 0\n", "0\n")))
    prompt = solve_prompt(task)
    assert "<problem>\nAdd $them.\n</problem>\n\nExample 1\n\nInput:\n```\n1 2\n```" in prompt
    assert "Example 2" in prompt
    assert "Example" not in solve_prompt(PublicProblem("Add them."))
    prompt = solve_prompt(PublicProblem("Add them.", (Test("1, 2", "3"),), "add", "def add(a, b):\n"))
    assert "```python\ndef add(a, b):\n```" in prompt
    assert "`add(1, 2)` returns `3`" in prompt


def test_a_fix_is_asked_for_with_what_was_predicted() -> None:
    task = PublicProblem("Add them.", (Test("1 2\n", "3\n"), Test("0 0\n", "0\n")))
    prompt = fix_prompt(task, Program("print(1)\n"), ["1\n", None])
    assert "Input:\n1 2\nExpected:\n3\nPredicted:\n1\n</test>" in prompt
    assert "Predicted:\n(no prediction)" in prompt


def test_another_set_of_prompts() -> None:
    task = PublicProblem("Add them.", (Test("1 2\n", "3\n"),))
    mine = replace(
        V1,
        solve_stdin="Löse: $statement$examples",
        example_stdin="$input wird $output",
        stdin="Was gibt\n$program\nbei $input? Kosten: 1 $$.",
        fix="$statement $program $tests",
        test="$input $expected $predicted",
        nothing_predicted="nichts",
    )
    assert solve_prompt(task, mine) == "Löse: Add them.\n1 2 wird 3\n"
    assert (
        output_prediction_prompt(Program("print(1)\n"), "7\n", mine)
        == "Was gibt\nprint(1)\nbei 7? Kosten: 1 $."
    )
    assert fix_prompt(task, Program("print(1)\n"), [None], mine) == "Add them. print(1) \n1 2 3 nichts\n"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"fix": "$statement $program"}, r"'fix' lacks \$tests"),
        (
            {"stdin": "$program $input $answr"},
            r"'stdin': unknown placeholder \$answr; allowed: \$answer, ",
        ),
        ({"test": "$input $expected $predicted costs 3 $"}, r"'test': a lone \$; write \$\$"),
    ],
)
def test_a_set_that_can_not_be_filled_is_refused(change: dict[str, str], says: str) -> None:
    with pytest.raises(UsageError, match=says):
        replace(V1, **change)


def test_examples_stand_apart() -> None:
    task = PublicProblem("Add them.", (Test("1 2\n", "3\n"), Test("4 5\n", "9\n")))
    asked = solve_prompt(task)
    assert "Output:\n```\n3\n```\n\nExample 2\n\nInput:\n```\n4 5\n```" in asked
    assert "</problem>\n\nExample 1\n" in asked
    shown = fix_prompt(task, Program("print(3)"), ("3", None))
    assert '</solution>\n\n<test number="1">\n' in shown
    assert '</test>\n\n<test number="2">\n' in shown
    assert "</test>\n\nIf the solution is right" in shown
    call = solve_prompt(PublicProblem("Add.", (Test("1, 2", "3"), Test("2, 2", "4")), entry_point="add"))
    assert "returns `3`\n\nExample 2: `add(2, 2)` returns `4`" in call
