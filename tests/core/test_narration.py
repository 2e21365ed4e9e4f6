"""Narrations: they are true, they read as they should, and the check finds what is not true."""

from __future__ import annotations

import ast
import json
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.broken_narrators import FAULTS, broken
from benchmarks.narration import KINDS, MARK, PAGE, STYLES, corrupted, narrations, traces
from ses_plugin.errors import UsageError
from ses_plugin.execution import shared_sandbox
from ses_plugin.extraction import AnswerStatus, extract_answer
from ses_plugin.narration.check import ClaimVerdict, check_explanation
from ses_plugin.narration.evaluate import Unknown, evaluate, value_of
from ses_plugin.narration.narrate import narrate
from ses_plugin.narration.second_record import entries_of
from ses_plugin.narration.step_builder import build_steps
from ses_plugin.narration.style import (
    COMPACT,
    CONCISE,
    FULL,
    ElidedValue,
    ExplanationRefused,
    ExplanationTooLong,
    Style,
)
from ses_plugin.scoring.prediction_match import literal_matches, stdout_matches
from ses_plugin.syntax import parse
from ses_plugin.tracing.trace import Trace
from ses_plugin.tracing.tracer import trace_program
from ses_plugin.types.program import Limits, Program
from tests.core.explained_programs import CASES


def run(source: str, text: str = "", entry: str | None = None) -> Trace:
    return trace_program(Program(source, entry), text)


def story(source: str, text: str = "", style: Style = FULL) -> str:
    of = run(source, text)
    told = narrate(of, style)
    false = [
        finding for finding in check_explanation(told, of).findings if finding.verdict is ClaimVerdict.FALSE
    ]
    assert not false
    return told


@pytest.fixture(scope="module")
def ours() -> list[Trace]:
    return [*traces(150, seed=2, levels=(1,))]


@pytest.mark.parametrize("style", STYLES.values(), ids=STYLES)
def test_explanations_of_our_programs_are_true(ours: list[Trace], style: Style) -> None:
    told = 0
    for of in ours:
        try:
            text = narrate(of, style)
        except ExplanationRefused:
            continue
        told += 1
        report = check_explanation(text, of)
        assert report.ok, [f for f in report.findings if f.verdict is ClaimVerdict.FALSE]
        assert report.count(ClaimVerdict.TRUE) > 2
        same = stdout_matches if of.value is None else literal_matches
        answer = extract_answer(text)
        assert answer.status is AnswerStatus.ANSWERED
        assert same(answer.text, of.output)
        assert text.index("<output>") < style.characters + 200
    assert told > 0.95 * len(ours)


def test_corrupted_explanations_are_found(ours: list[Trace]) -> None:
    """The bound is below what docs/narration.md reports on another, larger sample."""
    rng = random.Random(3)
    found = made = 0
    for of in ours[::4]:
        for style in (FULL, COMPACT):
            text = narrate(of, style)
            for kind in KINDS:
                changed = corrupted(text, kind, rng, of)
                if changed is not None:
                    made += 1
                    found += not check_explanation(changed, of).ok
    assert made > 300
    assert found / made > 0.93


@pytest.mark.parametrize("fault", [fault for fault in FAULTS if fault != "operands of conditions vanish"])
def test_narrators_with_a_fault_are_found(fault: str) -> None:
    """Of operands that vanish the rest may be true: docs/narration.md counts how often it is."""
    changed = found = 0
    for source, _ in CASES.values():
        of = run(source)
        for style in (FULL, COMPACT):
            wrong = broken(fault, of, style)
            if wrong and wrong != narrate(of, style):
                changed += 1
                found += not check_explanation(wrong, of).ok
    assert changed
    assert found >= 0.9 * changed


def test_the_page_is_up_to_date() -> None:
    text = Path(PAGE).read_text("utf-8")
    assert MARK + text.partition(MARK)[2] == narrations()


def test_each_iteration_is_told_when_it_begins() -> None:
    text = story("total = 0\nfor n in range(1, 101):\n    total += n\nprint(total)\n")
    assert text.count("Line 3: ") == 100
    assert "Line 2: iteration 50: `n` is 50.\nLine 3: 1225 + 50 is 1275, so `total` becomes 1275.\n" in text
    assert "100 times" not in text
    assert "Line 2: the loop ends.\nLine 4: it prints `5050`." in text
    assert text.endswith("So the program prints:\n<output>\n5050\n</output>")


def test_conditions_are_told_with_what_decided_them() -> None:
    text = story("n, m = 4, 9\nif n % 2 == 1 and m > 3:\n    print('a')\nelif n < m:\n    print('b')\n")
    assert "Line 2: 4 % 2 == 1 is false, so `n % 2 == 1 and m > 3` is false." in text
    assert "Line 4: 4 < 9 is true.\nLine 5: it prints `b`." in text
    assert "`a`" not in text


def test_compact_lines() -> None:
    source = "n = 6\nwhile n > 4:\n    n = n // 2 + 1\nprint(n)\n"
    assert story(source, style=COMPACT) == (
        "1 6->n\n2 6>4 true\n3 6//2+1=4->n\n2 4>4 false;end\n4 print 4\n\n<output>\n4\n</output>"
    )


def test_what_is_said_of_none_is_no_comparison() -> None:
    text = story("m = None\nif m:\n    pass\nif m is not None:\n    pass\nwhile True:\n    break\n")
    assert "Line 2: m has the value None, which counts as false.\n" in text
    assert "Line 4: `None is not None` is false.\n" in text
    assert "Line 6: True counts as true.\n" in text


def test_a_value_of_several_is_not_that_of_the_first_name() -> None:
    of = run("a, b = [7], [7]\nx, y = a.pop(), b.pop()\n")
    wrong = narrate(of, COMPACT).replace("b.pop()=7;7->x", "b.pop()=7->x")
    assert wrong != narrate(of, COMPACT)
    assert not check_explanation(wrong, of).ok


def test_a_function_ends_in_its_value() -> None:
    of = run("def double(xs):\n    return [x * 2 for x in xs]\n", "[1, 2]", "double")
    text = narrate(of)
    assert "`double` is called with `xs` = [1, 2]." in text
    assert "next item: `x` is 2; 2 * 2 is 4; the comprehension gives [2, 4]; `double` returns [2, 4]." in text
    assert text.endswith("So the call returns:\n<output>\n[2, 4]\n</output>")


def test_exceptions() -> None:
    source = (
        "def half(n):\n    try:\n        return 8 // n\n    except ZeroDivisionError:\n        print('no')\n"
        "    raise KeyError('gone')\nhalf(2)\nhalf(0)\n"
    )
    text = story(source)
    assert "Line 3: it raises ZeroDivisionError: integer division or modulo by zero." in text
    assert "`except ZeroDivisionError` catches it.\n  Line 5: it prints `no`." in text
    assert "it raises KeyError: 'gone'; `half` is left by KeyError: 'gone'." in text
    assert "The run ends with an exception that is not caught: KeyError: 'gone'." in text
    assert text.endswith("<output>\nno\n</output>")


def test_a_style_that_leaves_nothing_out_refuses() -> None:
    long = run("x = list(range(100))\nprint(len(x))\n")
    endless = run("n = 0\nfor i in range(3000):\n    n += i\nprint(n)\n")
    for style in (FULL, COMPACT):
        with pytest.raises(ElidedValue, match="line 1: a value is too long"):
            narrate(long, style)
        with pytest.raises(ExplanationTooLong, match="this explanation has"):
            narrate(endless, style)
    for of in (long, endless):
        assert len(narrate(of, CONCISE)) < CONCISE.characters + 200


def test_concise_sums_up_what_has_been() -> None:
    text = story("total = 0\nfor n in range(1, 101):\n    total += n\nprint(total)\n", style=CONCISE)
    assert text.index("`total` becomes 3") < text.index("more steps; after them `total` is 4950")
    assert text.index("after them `total` is 4950") < text.index("iteration 100: `n` is 100")


def test_a_program_that_looks_at_its_calls_is_not_explained() -> None:
    with pytest.raises(UsageError, match="looks at its own calls"):
        narrate(run("import sys\nsys.setprofile(None)\nx = 1\n"))


def test_explaining_twice_gives_the_same_text() -> None:
    of = run("for n in range(9):\n    print(n, end=' ')\n")
    assert narrate(of) == narrate(of)


def test_what_is_not_whole_is_refused() -> None:
    endless = Program("n = 0\nwhile True:\n    n += 1\n")
    with pytest.raises(UsageError, match="ends before its run did"):
        narrate(trace_program(endless, limits=Limits(wall_s=1, cpu_s=1), events=50))
    slow = Program("import time\ntime.sleep(9)\n")
    with pytest.raises(UsageError, match="was stopped"):
        narrate(trace_program(slow, limits=Limits(wall_s=0.3)))
    with pytest.raises(UsageError, match="can't be given as an answer"):
        narrate(run("print('x' * 200_000)\n"))
    with pytest.raises(UsageError, match="can't be given as an answer"):
        narrate(run("print('</output> and more')\n"))


PROGRAM = "total = 0\nfor i in range(1, 4):\n    total += i\nprint(total)\n"


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("First total is 0. Then i is 1, so total becomes 1. It prints 6.", ClaimVerdict.TRUE),
        ("total = 0, then total = 1, total = 3 and at last total = 6.", ClaimVerdict.TRUE),
        ("`total` goes from 0 to 6. <output>\n6\n</output>", ClaimVerdict.TRUE),
        ("total becomes 7.\n<output>\n6\n</output>", ClaimVerdict.FALSE),
        ("total becomes 3, then i is 1, and total becomes 1.", ClaimVerdict.FALSE),
        ("The program prints `7`.", ClaimVerdict.FALSE),
        ("<output>\n7\n</output>", ClaimVerdict.FALSE),
        ("The loop `for i in range(1, 4)` runs 4 times.", ClaimVerdict.FALSE),
        ("`i > 3` is true.", ClaimVerdict.FALSE),
        ("The weather is 7. It is fine.", ClaimVerdict.UNKNOWN),
        (
            "If total is 9 it would stop. It prints the sum, and would print 9 if i is 5.",
            ClaimVerdict.UNKNOWN,
        ),
        ("It checks whether `i` is 8 or `total` is 8.", ClaimVerdict.UNKNOWN),
        ("total becomes 1 + 2, that is total = 3 + 3, so i is 2 more than it was.", ClaimVerdict.UNKNOWN),
        ("total is 4 characters long, and it is raised by `4` in the loop `for x`.", ClaimVerdict.UNKNOWN),
        (
            "- If it is odd, total becomes 9. Each item is added to `total`, which prints the sum.",
            ClaimVerdict.UNKNOWN,
        ),
        ("It ends when i is 9, but total becomes 7.", ClaimVerdict.FALSE),
        ("The loop `for i in range( 1,4 ):` adds them.", ClaimVerdict.TRUE),
        ("The loop `for i in range(1, 5)` adds them.", ClaimVerdict.FALSE),
    ],
)
def test_texts_that_others_write(text: str, verdict: ClaimVerdict) -> None:
    report = check_explanation(text, run(PROGRAM))
    verdicts = {finding.verdict for finding in report.findings}
    assert report.ok is (verdict is not ClaimVerdict.FALSE)
    assert verdict in verdicts or (verdict is ClaimVerdict.UNKNOWN and not verdicts - {ClaimVerdict.UNKNOWN})


def test_findings_have_their_place() -> None:
    text = "So total becomes 6. Later total becomes 99."
    (false,) = [f for f in check_explanation(text, run(PROGRAM)).findings if f.verdict is ClaimVerdict.FALSE]
    assert text[false.start : false.end] == false.text == "total becomes 99"


_TRACE = run(PROGRAM)
_PIECES = st.sampled_from(
    "`total`| is | becomes |[1, |'|`|Iterations 2 to |9 go like| runs | prints 3 lines: |(((|…|\n|. |7|"
    "changes 3 times, from |<output>|which is 1 + |is appended to `total`".split("|")
)


@settings(max_examples=150, deadline=None, database=None)
@given(st.one_of(st.text(max_size=200), st.lists(_PIECES, max_size=30).map("".join)))
def test_no_text_raises(text: str) -> None:
    check_explanation(text, _TRACE)


def test_evaluation_is_bounded_and_knows_its_limits() -> None:
    def value(source: str) -> object:
        return evaluate(parse(source, "eval").body, {"n": "3", "xs": "[1, 2]", "s": "'ab'", "o": "A(x=1)"})

    assert value("xs[n - 2] + len(s) * 2") == 6
    assert value("'a' in s and not xs == []") is True
    assert value("max(xs) if n > 2 else min(xs)") == 2
    for source in (
        "9**9**9",
        "xs * 10**9",
        "print(n)",
        "o.x",
        "s.format(n)",
        "m",
        "n / 0",
        "[x for x in xs]",
    ):
        with pytest.raises(Unknown):
            value(source)
    for text in ("[1, 2…9]", "3[1]", "[1][5]", "1 + 'a'", "{[]: 1}"):
        with pytest.raises(Unknown):
            value_of(text)


class _Counting(ast.NodeTransformer):
    """Puts a counter into every loop."""

    def _counted(self, node: ast.For | ast.While) -> list[ast.stmt]:
        self.generic_visit(node)
        name = f"_ses_{node.lineno}"
        node.body[:0] = parse(f"{name}[1] += 1").body
        return [*parse(f"{name} = _ses_begin({node.lineno})").body, node]

    visit_For = visit_While = _counted  # noqa: N815


_COUNTER = """
import atexit, json, sys
_ses_runs = []
def _ses_begin(line):
    _ses_runs.append([line, 0])
    return _ses_runs[-1]
atexit.register(lambda: print("\\n@" + json.dumps(_ses_runs), file=sys.stderr))
"""


def test_iterations_are_those_that_python_counts(ours: list[Trace]) -> None:
    """The explanation and the record that it is held against each count them: here the programs do, too."""
    looked_at = 0
    for of in ours[::3]:
        tree = _Counting().visit(parse(of.source))
        if "yield" in of.source or "__future__" in of.source:
            continue  # a generator's loop goes on in another call
        counting = Program(_COUNTER + ast.unparse(ast.fix_missing_locations(tree)), of.entry_point)
        told = shared_sandbox().run(counting, of.input).stderr_tail.rpartition("@")[2]
        runs: dict[int, int] = {}
        for step in build_steps(of):
            for number, iteration in step.path:
                runs[number] = max(iteration, runs.get(number, 0))
        counted = sorted(count for _, count in json.loads(told) if count)
        assert sorted(count for count in runs.values() if count) == counted
        again = [entry.iteration for entry in entries_of(of) if entry.iteration]
        assert len(again) == sum(counted)
        looked_at += len(runs)
    assert looked_at > 50
