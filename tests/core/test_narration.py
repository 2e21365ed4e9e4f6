"""Narrations: they are true, they read as they should, and the check finds what is not true."""

from __future__ import annotations

import ast
import json
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.narration import KINDS, MARK, PAGE, corrupted, narrations, traces
from ses_plugin.errors import UsageError
from ses_plugin.execution import shared_sandbox
from ses_plugin.extraction import AnswerStatus, extract_answer
from ses_plugin.narration.check import ClaimVerdict, check_explanation
from ses_plugin.narration.evaluate import Unknown, evaluate, value_of
from ses_plugin.narration.narrate import narrate
from ses_plugin.narration.style import CONCISE, FULL, Style
from ses_plugin.narration.trace_index import TraceIndex
from ses_plugin.scoring.prediction_match import literal_matches, stdout_matches
from ses_plugin.syntax import parse
from ses_plugin.tracing.trace import Trace
from ses_plugin.tracing.tracer import trace_program
from ses_plugin.types.program import Limits, Program


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


@pytest.mark.parametrize("style", [FULL, CONCISE], ids=["full", "concise"])
def test_narrations_of_our_programs_are_true(ours: list[Trace], style: Style) -> None:
    for of in ours:
        text = narrate(of, style)
        report = check_explanation(text, of)
        assert report.ok, [f for f in report.findings if f.verdict is ClaimVerdict.FALSE]
        assert report.count(ClaimVerdict.TRUE) > 2
        same = stdout_matches if of.value is None else literal_matches
        answer = extract_answer(text)
        assert answer.status is AnswerStatus.ANSWERED
        assert same(answer.text, of.output)
        assert text.index("<output>") < style.characters + 200


def test_corrupted_narrations_are_found(ours: list[Trace]) -> None:
    """The bound is below what docs/narration.md reports on another, larger sample."""
    rng = random.Random(3)
    found = made = 0
    for of in ours[::4]:
        text = narrate(of)
        for kind in KINDS:
            changed = corrupted(text, kind, rng, of)
            if changed is not None:
                made += 1
                found += not check_explanation(changed, of).ok
    assert made > 150
    assert found / made > 0.9


def test_the_page_is_up_to_date() -> None:
    text = Path(PAGE).read_text("utf-8")
    assert MARK + text.partition(MARK)[2] == narrations()


def test_a_loop_in_detail_and_in_sum() -> None:
    text = story("total = 0\nfor n in range(1, 101):\n    total += n\nprint(total)\n")
    assert "The loop `for n in range(1, 101)` runs 100 times." in text
    assert "Iteration 1 (`n` is 1): `total` becomes 1, which is 0 + 1." in text
    assert "Iterations 4 to 99 go like those before: `n` changes 96 times, from 3 to 99" in text
    assert "`total` changes 96 times, from 6 to 4950." in text
    assert "Iteration 100 (`n` is 100): `total` becomes 5050, which is 4950 + 100." in text
    assert text.endswith("So the program prints:\n<output>\n5050\n</output>")


def test_an_iteration_that_goes_another_way_is_told() -> None:
    source = "found = 0\nfor n in range(50):\n    if n == 31:\n        found = n\nprint(found)\n"
    assert "Iteration 32 (`n` is 31): `n == 31` is true. `found` becomes 31" in story(source)


def test_conditions_are_told_with_what_decided_them() -> None:
    text = story("n, m = 4, 9\nif n % 2 == 1 and m > 3:\n    print('a')\nelif n < m:\n    print('b')\n")
    assert "`n % 2 == 1 and m > 3` is false, since `n % 2` is 0." in text
    assert "`n < m` is true, since `n` is 4 and `m` is 9. It prints `b`." in text
    assert "prints `a`" not in text


def test_calls_and_recursion() -> None:
    source = "def f(n):\n    if n < 2:\n        return 1\n    return n * f(n - 1)\nprint(f(7))\n"
    text = story(source)
    assert "`f` is called with `n` = 7." in text
    assert "`f`, called with `n` = 4, returns 24." in text
    assert "`f` returns 5040, from `n * f(n - 1)`. It prints `5040`." in " ".join(text.split())
    assert "`f` is called with `n` = 1" not in text


def test_a_function_ends_in_its_value() -> None:
    of = run("def double(xs):\n    return [x * 2 for x in xs]\n", "[1, 2]", "double")
    text = narrate(of)
    assert "`double` is called with `xs` = [1, 2]." in text
    assert text.endswith("So the call returns:\n<output>\n[2, 4]\n</output>")


def test_exceptions() -> None:
    source = (
        "def half(n):\n    try:\n        return 8 // n\n    except ZeroDivisionError:\n        print('no')\n"
        "    raise KeyError('gone')\nhalf(2)\nhalf(0)\n"
    )
    text = story(source)
    assert "`return 8 // n` raises ZeroDivisionError:" in text
    assert "`except ZeroDivisionError` catches it. It prints `no`. It raises KeyError: 'gone'." in text
    assert "The run ends with an exception that is not caught: KeyError: 'gone'." in text
    assert text.endswith("<output>\nno\n</output>")


def test_generators_are_told_where_they_go_on() -> None:
    source = "def up(n):\n    for i in range(n):\n        yield i * i\nfor v in up(3):\n    print(v)\n"
    text = story(source)
    assert "`up` yields 0." in text
    assert "The loop `for i in range(n)` goes on." in text
    assert "The loop `for v in up(3)` runs 3 times." in text


def test_patterns_and_guards() -> None:
    source = "match [1, 2]:\n    case []:\n        x = 0\n    case [a, b] if a > b:\n        x = 1\n"
    text = story(source + "    case [a, *rest]:\n        x = 2\nprint(x)\n")
    assert "The pattern `[]` does not match. The case `[a, b] if a > b` is not taken." in text
    assert "The pattern `[a, *rest]` matches. `x` becomes 2. It prints `2`." in text


def test_a_class_in_the_first_line_does_not_hide_the_module() -> None:
    source = (
        "class Quiet:\n    def __enter__(self):\n        return self\n    def __exit__(self, *error):\n"
        "        return True\nwith Quiet():\n    1 / 0\nprint(5)\n"
    )
    assert "`1 / 0` raises ZeroDivisionError: division by zero. `Quiet.__exit__` is called" in story(source)


def test_elements_of_long_lists() -> None:
    text = story("flags = [True] * 200\nfor i in range(150, 153):\n    flags[i] = False\nprint(sum(flags))\n")
    assert "`flags[150]` becomes False." in text


def test_a_story_is_bounded_and_whole() -> None:
    source = "grid = {}\nfor r in range(30):\n    for c in range(30):\n        if (r * c) % 7 == 3:\n"
    text = story(
        source + "            grid[r, c] = r + c\n            print(r, c)\n", style=Style(characters=800)
    )
    told = text[: text.index("<output>")]
    assert len(told) < 900
    assert told.rstrip().endswith((".", ":"))


def test_narrating_twice_gives_the_same_text() -> None:
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
    """The narrator and the check share how they find iterations: here the programs count them."""
    looked_at = 0
    for of in ours[::3]:
        tree = _Counting().visit(parse(of.source))
        if "yield" in of.source or "__future__" in of.source:
            continue  # a generator's loop goes on in another call
        counting = Program(_COUNTER + ast.unparse(ast.fix_missing_locations(tree)), of.entry)
        told = shared_sandbox().run(counting, of.input).stderr_tail.rpartition("@")[2]
        ours_too = sorted(TraceIndex(of).repeats, key=lambda repeat: repeat.first)
        assert [[repeat.node.lineno, len(repeat.iterations)] for repeat in ours_too] == json.loads(told)
        looked_at += len(ours_too)
    assert looked_at > 50
