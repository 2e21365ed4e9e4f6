"""The neural debugger: where an explanation leaves the run, how that is called, and any text at all."""

from __future__ import annotations

import logging
import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import ses_plugin
from benchmarks.debugger_corruptions import KINDS, true_explanations
from benchmarks.narration import traces
from ses_plugin.debugger.debug import debug_explanation, trace_once
from ses_plugin.debugger.divergence import prose_matches, value_kind, values_match
from ses_plugin.debugger.prose_text import read_chain
from ses_plugin.debugger.report import (
    AnswerVerdict,
    DebugReport,
    DebugVerdict,
    Divergence,
    DivergenceClass,
    Family,
    TextForm,
)
from ses_plugin.debugger.summary import DebugSummary, summarize_reports
from ses_plugin.errors import UsageError
from ses_plugin.narration.narrate import narrate
from ses_plugin.narration.style import COMPACT, FULL
from ses_plugin.tracing.render import render
from ses_plugin.tracing.trace import Trace
from ses_plugin.tracing.tracer import trace_program
from ses_plugin.types.program import Limits, Program

SUMS = """n = int(input())
total = 0
for i in range(1, n + 1):
    if i % 2 == 0:
        total += i
    else:
        total -= 1
print(total)
"""
PROSE = """Let's go through the program step by step:

1. The program reads `n` from the input: `n = 4`.
2. `total` is initialized to `0`.
3. The loop runs 4 times:
   - For `i = 1`: `1 % 2 == 0` is False, so `total` becomes `0 - 1 = -1`.
   - For `i = 2`: `2 % 2 == 0` is True, so `total = -1 + 2 = 1`.
   - For `i = 3`: `i % 2 == 0` is False, so `total` becomes 0.
   - For `i = 4`: total = 0 + 4 = 4.
4. It prints `4`.
<output>
4
</output>"""
ITERATIONS = """### Execution

- `n = 4`
- `total = 0`

**Iteration 1 (i = 1):**
- `total -= 1` → `total = -1`

**Iteration 2 (i = 2):**
- Check if `i % 2 == 0`: `2 % 2 == 0` is `True`
- `total += i` → `total = 1`

**Iteration 3 (i = 3):**
- `total = 1 - 1 = 0`

**Iteration 4 (i = 4):**
- `total = 0 + 4 = 4`

<output>4</output>"""
CALLS = """def double(n):
    return 2 * n

def f(a, b):
    while a < b:
        a = double(a)
    return [a, b]
"""


@pytest.fixture(scope="module")
def sums() -> Trace:
    return trace_once(Program(SUMS), "4\n")


@pytest.fixture(scope="module")
def calls() -> Trace:
    return trace_once(Program(CALLS, "f"), "3, b=10")


@pytest.fixture(scope="module")
def ours() -> list[Trace]:
    return [*traces(24, seed=4, levels=(1,))]


@pytest.fixture(autouse=True)
def no_text_trips_a_reader(caplog: pytest.LogCaptureFixture) -> object:
    """A reader that raises is caught, and logged: that is a mistake, and fails here."""
    caplog.set_level(logging.WARNING, "ses_plugin.debugger")
    yield
    assert not caplog.records


def divergence(text: str, trace: Trace) -> Divergence:
    found = debug_explanation(text, trace).divergence
    assert found is not None
    assert text[found.start : found.end].startswith(found.claim[:100])
    return found


# --- prose


@pytest.mark.parametrize("text", [PROSE, ITERATIONS])
def test_true_prose_has_no_divergence(text: str, sums: Trace) -> None:
    report = debug_explanation(text, sums)
    assert (report.verdict, report.form) == (DebugVerdict.NO_DIVERGENCE, TextForm.PROSE)
    assert (report.answer, report.coherent, report.counts.false) == (AnswerVerdict.RIGHT, True, 0)
    assert report.counts.true >= 15


@pytest.mark.parametrize(
    ("old", "new", "kind", "line", "real"),
    [
        ("n = 4", "n = 5", "wrong_input", 1, "4"),
        ("-1 + 2 = 1", "-1 + 2 = 2", "wrong_value", 5, "1"),
        ("becomes 0.", "becomes 1.", "wrong_value", 7, "0"),
        ("runs 4 times", "runs 5 times", "wrong_iteration_count", 3, "4 times"),
        ("`i % 2 == 0` is False", "`i % 2 == 0` is True", "wrong_branch", 4, "false"),
        ("1 % 2 == 0` is False", "1 % 2 == 0` is True", "wrong_branch", 3, "false"),
        ("4. It", "   - For `i = 5`: it adds.\n4. It", "wrong_iteration_count", 3, "4 iterations"),
        ("prints `4`", "prints `9`", "wrong_output", 8, "4\n"),
    ],
)
def test_the_first_divergence_of_prose(
    old: str, new: str, kind: str, line: int, real: str, sums: Trace
) -> None:
    text = PROSE.replace(old, new)
    found = divergence(text, sums)
    assert (found.divergence_class.value, found.line, found.real) == (kind, line, real)
    at = next(n for n, (a, b) in enumerate(zip(text, PROSE, strict=False)) if a != b)
    assert found.start <= at + len(new)
    assert found.end >= at
    assert debug_explanation(text, sums).verdict is DebugVerdict.IMPOSSIBLE_TRACE


def test_a_wrong_answer_after_a_true_trace(sums: Trace) -> None:
    report = debug_explanation(PROSE.replace("<output>\n4", "<output>\n5"), sums)
    assert (report.verdict, report.answer) == (DebugVerdict.WRONG_ANSWER, AnswerVerdict.WRONG)
    assert report.coherent is None  # what prose leaves out may lead to its answer
    assert report.divergence is not None
    assert report.divergence.family is Family.ANSWER
    strict = narrate(sums, FULL).replace("<output>\n4", "<output>\n5")
    assert debug_explanation(strict, sums).coherent is False


def test_both_wrong_is_a_divergence_that_may_be_coherent(sums: Trace) -> None:
    text = "`n` is set to 6. For `i = 1`:\n<output>\n9\n</output>"
    report = debug_explanation(text, sums)
    assert (report.verdict, report.coherent) == (DebugVerdict.DIVERGES, True)
    text = "Then 3 + 4 = 8.\n<output>\n9\n</output>"
    assert debug_explanation(text, sums).coherent is False


def test_what_prose_leaves_out_is_no_divergence(sums: Trace) -> None:
    lines = [line for line in PROSE.split("\n") if "i = 2" not in line and "i = 3" not in line]
    assert debug_explanation("\n".join(lines), sums).verdict is DebugVerdict.NO_DIVERGENCE


def test_what_is_left_out_and_changes_what_follows_is_one(sums: Trace) -> None:
    text = PROSE.replace("total = 0 + 4 = 4", "total = -1 + 4 = 3")
    lines = [line for line in text.split("\n") if "i = 2" not in line and "i = 3" not in line]
    found = divergence("\n".join(lines), sums)
    assert (found.divergence_class, found.subject, found.real) == (
        DivergenceClass.OMITTED_STEPS,
        "total",
        "4",
    )
    lines.insert(6, "   ... and so on ...")
    assert divergence("\n".join(lines), sums).divergence_class is DivergenceClass.WRONG_VALUE


@pytest.mark.parametrize(
    "text",
    [
        "If `total` becomes 99, the program would stop.",
        "For each number, `total` becomes 77.",
        "```python\ntotal = 55\n```",
        "Suppose `n = 9`.",
        "The result is 12, or so.",
        "answer is 12; count = 3",
        "`total -= 1` and `total += i`",
        "total is 91 in the other example",
        "i, n = 7, 8",
        "f(total=9)",
        "`total` is not 5.",
        "the range goes from `i = 1` to `i = n`",
    ],
)
def test_what_says_nothing_of_this_run_is_no_divergence(text: str, sums: Trace) -> None:
    report = debug_explanation(text, sums)
    assert report.divergence is None
    assert report.verdict in (DebugVerdict.NOTHING_TO_CHECK, DebugVerdict.NO_DIVERGENCE)


def test_an_answer_only_is_nothing_to_check(sums: Trace) -> None:
    report = debug_explanation("<output>\n5\n</output>", sums)
    assert (report.verdict, report.divergence, report.coherent) == (DebugVerdict.NOTHING_TO_CHECK, None, None)
    assert report.answer is AnswerVerdict.WRONG


@pytest.mark.parametrize(
    ("text", "kind", "real"),
    [
        ("double(3) returns 7", "wrong_value", "6"),
        ("`double(6)` = 13", "wrong_value", "12"),
        ("`f` returns [12, 11]", "wrong_value", "[12, 10]"),
        ("`b` is 11", "wrong_input", "10"),
        ("`a < b` is True and later `a < b` is False", None, None),
        ("double(3) = 6, then double(6) = 12", None, None),
        ("double(4) = 9", None, None),
    ],
)
def test_prose_on_calls(text: str, kind: str | None, real: str | None, calls: Trace) -> None:
    found = debug_explanation(text, calls).divergence
    assert (found and found.divergence_class.value, found and found.real) == (kind, real)


# --- forms that are step by step


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ("input() is '4'", "input() is '5'", "wrong_input"),
        ("0 - 1 is -1", "0 - 1 is 1", "wrong_value"),
        ("`total` becomes 1.", "`total` becomes 2.", "wrong_value"),
        ("2 % 2 == 0 is true", "2 % 2 == 0 is false", "wrong_branch"),
        ("iteration 2: `i` is 2", "iteration 2: `i` is 7", "wrong_value"),
        ("Line 3: the loop ends.\n", "Line 3: iteration 5: `i` is 5.\n", "wrong_iteration_count"),
        ("Line 3: iteration 4: `i` is 4.\n", "Line 3: the loop ends.\n", "wrong_iteration_count"),
        ("Line 4: 2 % 2 == 0 is true.\n", "", "omitted_steps"),
        ("Line 2: `total` becomes 0.\n", "Line 8: it prints `4`.\n", "wrong_next_line"),
        ("it prints `4`", "it prints `5`", "wrong_output"),
        ("<output>\n4", "<output>\n44", "wrong_answer"),
    ],
)
def test_classes_in_a_narration(old: str, new: str, kind: str, sums: Trace) -> None:
    text = narrate(sums, FULL)
    assert debug_explanation(text, sums).form is TextForm.NARRATION
    assert debug_explanation(text, sums).verdict is DebugVerdict.NO_DIVERGENCE
    assert old in text
    assert divergence(text.replace(old, new, 1), sums).divergence_class.value == kind


def test_a_text_that_is_cut_off_has_no_divergence_there(sums: Trace) -> None:
    for text in (narrate(sums, COMPACT), render(sums, "frames"), render(sums, "scratchpad")):
        lines = text.split("\n")
        assert debug_explanation("\n".join(lines[: len(lines) // 2]), sums).divergence is None


@pytest.mark.parametrize(
    ("form", "old", "new", "kind", "subject"),
    [
        ("scratchpad", "5 | 7 | total=-1", "5 | 7 | total=1", "wrong_value", "total"),
        ("scratchpad", "1 | 1 | n=4", "1 | 1 | n=5", "wrong_input", "n"),
        ("scratchpad", "7 | 4 | true", "7 | 4 | false", "wrong_branch", ""),
        ("scratchpad", "7 | 4 | true\n", "", "omitted_steps", ""),
        ("scratchpad", "15 | 3 |\n", "15 | 3 | i=5\n", "wrong_iteration_count", "i"),
        ("scratchpad", "print '4\\n'", "print '5\\n'", "wrong_output", ""),
        ("frames", '"total": "-1"', '"total": "1"', "wrong_value", "total"),
        ("frames", '"n": "4"', '"n": "5"', "wrong_input", "n"),
    ],
)
def test_classes_in_frames_and_scratchpads(
    form: str, old: str, new: str, kind: str, subject: str, sums: Trace
) -> None:
    text = f"{render(sums, form)}\n<output>\n4\n</output>"
    assert debug_explanation(text, sums).verdict is DebugVerdict.NO_DIVERGENCE
    assert old in text
    found = divergence(text.replace(old, new, 1), sums)
    assert (found.divergence_class.value, found.subject) == (kind, subject)


def test_frames_that_go_into_the_other_branch(sums: Trace) -> None:
    text = render(sums, "frames").replace("        total -= 1\n", "        total += i\n", 2)
    context, mark, rest = text.partition("<|frame_sep|>")
    found = divergence(context.replace("total += i", "total -= 1", 1) + mark + rest, sums)
    assert (found.divergence_class.value, found.line) == ("wrong_branch", 7)


def test_frames_of_a_call_may_begin_with_it(calls: Trace) -> None:
    text = render(calls, "frames")
    parts = text.split("<|frame_sep|>")
    at = next(n for n, part in enumerate(parts) if part.startswith('<|call_sep|>{"a"'))
    report = debug_explanation("<|frame_sep|>".join(parts[at:]), calls)
    assert (report.form, report.divergence) == (TextForm.FRAMES, None)
    assert report.counts.true > 5


# --- many of them


def test_true_explanations_have_no_divergence(ours: list[Trace]) -> None:
    rng = random.Random(1)
    for trace in ours:
        styles = ("full", "compact", "concise", "frames", "scratchpad", "prose")
        for style, text in true_explanations(trace, rng, styles).items():
            report = debug_explanation(text, trace)
            assert report.divergence is None, (style, report.divergence)
            assert report.answer is AnswerVerdict.RIGHT


def test_changed_explanations_have_one_where_they_are_changed(ours: list[Trace]) -> None:
    """The bounds are below what docs/debugger.md reports on another, larger sample."""
    rng = random.Random(2)
    made = {"full": 0, "compact": 0, "frames": 0, "scratchpad": 0}
    right = dict.fromkeys(made, 0)
    for trace in ours:
        for style, text in true_explanations(trace, rng, tuple(made)).items():
            for corrupt in KINDS.values():
                changed = corrupt(style, text, trace, rng, None)
                if changed is None or changed.text == text:
                    continue
                found = debug_explanation(changed.text, trace).divergence
                made[style] += 1
                here = found is not None and found.start <= changed.end and found.end >= changed.start
                right[style] += here and found is not None and found.divergence_class.value in changed.classes
    assert all(right[style] >= 0.85 * made[style] > 50 for style in made), (right, made)


# --- any text


PIECES = st.sampled_from(
    [
        *("`total`", " = ", " becomes ", " is ", "5", "-1", "[1, 2]", "For `i = 2`:\n", "Iteration 3:\n"),
        *("Line 3: ", "3: ", "->", "; ", "1 | 2 | ", "<|line_sep|>", "<|action_sep|>", "<|frame_sep|>"),
        *('{"n": "4"}', "\n", "  - ", "`i % 2 == 0` is True", "<output>", "</output>", "(", ")", "'", '"'),
        *(
            "\\n",
            "returns ",
            "prints ",
            "`",
            "\x1b[31m",
            "\u202e",
            "\x00",
            "…",
            "**",
            "$",
            "```\n",
            "double(3) = ",
        ),
    ]
)
TEXTS = st.one_of(st.text(max_size=300), st.lists(PIECES, max_size=60).map("".join))


@settings(max_examples=150, deadline=None)
@given(text=TEXTS)
def test_no_text_raises_anything(text: str) -> None:
    for trace in (trace_once(Program(SUMS), "4\n"), trace_once(Program(CALLS, "f"), "3, b=10")):
        report = debug_explanation(text, trace)
        assert DebugReport.from_dict(report.to_dict()) == report
        for claim in report.claims:
            assert 0 <= claim.start <= claim.end <= len(text)


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_no_change_of_an_explanation_raises_anything(data: st.DataObject) -> None:
    trace = trace_once(Program(SUMS), "4\n")
    forms = [
        PROSE,
        narrate(trace, FULL),
        narrate(trace, COMPACT),
        render(trace, "frames"),
        render(trace, "scratchpad"),
    ]
    text = data.draw(st.sampled_from(forms))
    at, size = data.draw(st.integers(0, len(text))), data.draw(st.integers(0, 30))
    debug_explanation(text[:at] + data.draw(TEXTS) + text[at + size :], trace)


HUGE = {
    "one line": "`total` becomes 5, " * 50_000,
    "digits": "total = " + "9" * 1_000_000,
    "brackets": "total = " + "[" * 1_000_000,
    "quotes": "total = '" * 100_000,
    "backticks": "`" * 1_000_000,
    "sums": "1 + " * 250_000 + "= 3",
    "iterations": "- For `i = 2`:\n  - `total = 1`\n" * 30_000,
    "steps": "Line 3: iteration 1: `i` is 1.\n" * 30_000,
    "compact": "3: 1 -> i; " * 80_000,
    "rows": "3 | 3 | i=1\n" * 80_000,
    "frames": '<|line_sep|>{"i": ".."}<|action_sep|>total = 0\n<|frame_sep|>' * 15_000,
    "conditions": "`total[i + 1] > total[i] * 3 - n` is True. " * 20_000,
    "words": "a " * 500_000,
    "blocks": "The output:\n```\n1\n" * 40_000,
    "parentheses": "f(" * 400_000,
    "spaces": " " * 1_000_000,
    "names": "total`, " * 120_000,
}


@pytest.mark.parametrize("name", HUGE)
def test_a_text_of_a_megabyte_takes_bounded_time(name: str, sums: Trace) -> None:
    begun = time.process_time()
    debug_explanation(HUGE[name], sums)
    assert time.process_time() - begun < 10


def test_a_long_run_takes_bounded_time() -> None:
    source = (
        "xs = []\nfor i in range(60):\n    for j in range(50):\n        xs.append(i * j)\nprint(sum(xs))\n"
    )
    trace = trace_once(Program(source), "")
    lines = [f"- For `i = {i}`:\n  - For `j = {j}`: `xs[{j}]` is 77." for i in range(40) for j in range(30)]
    begun = time.process_time()
    debug_explanation("\n".join(lines), trace)
    assert time.process_time() - begun < 20


def test_hostile_texts_are_data(sums: Trace) -> None:
    text = "`total` becomes `</script><b>\x1b[31m`. `n` is set to 5. \x1b]0;x\x07\n<output>\u202e5</output>"
    found = divergence(text, sums)
    assert (found.divergence_class.value, found.predicted) == ("wrong_input", "5")
    debug_explanation("`total` becomes `__import__('os').system('x')`", sums)


# --- programs that are no ordinary ones


def test_programs_that_fail_or_do_not_end() -> None:
    for source in ("raise ValueError(input())", "while True: pass", "def f(:", "", "x = 1\n" * 500):
        trace = trace_program(Program(source), "3", Limits(cpu_s=1, wall_s=3), events=300)
        text = "`x` becomes 2.\n1 | 1 | x=1\n2 | 2 | x=2\n<output>3</output>"
        if source == "def f(:":
            with pytest.raises(UsageError, match="not Python"):
                debug_explanation(text, trace)
        else:
            assert isinstance(debug_explanation(text, trace), DebugReport)


# --- values, the API, counts


def test_values_of_prose_are_compared_loosely() -> None:
    same = [("5", "'5'"), ("5.0", "5"), ("3.33", "3.3333"), ("true", "True"), ("1 2", "[1, 2]"), ("[]", "[]")]
    assert all(prose_matches(claimed, real) for claimed, real in same)
    other = [("5", "6"), ("[1]", "[2]"), ("3.3", "3.4"), ("True", "False"), ("False", "[1]")]
    assert all(prose_matches(claimed, real) is False for claimed, real in other)
    assert prose_matches("5", "<map>") is None
    assert prose_matches("'ab'", "'a…b'") is None
    assert values_match("5", "'5'") is False
    assert [value_kind(text) for text in ("1", "1.5", "True", "None", "{}", "set()", "'a", "(1,)")] == [
        *("int", "float", "bool", "None", "dict", "set", "object", "tuple")
    ]


def test_chains_end_where_the_sentence_goes_on() -> None:
    def parts(text: str) -> list[str]:
        return [piece.text for piece in read_chain(text, 0, {"x"})]

    assert parts("3 + 4 = 7, and so on") == ["3 + 4", "7"]
    assert parts("`3` = 3 because it is") == ["3", "3"]
    assert parts("[1, 2] (a list)") == ["[1, 2]"]
    assert parts("x - 1 => 2.") == ["x - 1", "2"]
    assert parts("'a, b' here") == ["'a, b'"]


def test_the_function_of_the_api(sums: Trace) -> None:
    report = ses_plugin.debug(SUMS, "4\n", PROSE)
    assert isinstance(report, ses_plugin.DebugReport)
    assert report == ses_plugin.debug(sums, "4\n", PROSE)
    assert ses_plugin.debug("def f(n): return n", "n=3", "`n` is 4", entry_point="f").divergence is not None
    with pytest.raises(UsageError, match="explanation"):
        ses_plugin.debug(SUMS, "4\n", None)  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="its own input"):
        ses_plugin.debug(sums, "5\n", PROSE)


def test_counts_over_many_reports(sums: Trace) -> None:
    texts = [PROSE, PROSE.replace("n = 4", "n = 5"), PROSE.replace("<output>\n4", "<output>\n5"), "Hm."]
    summary = summarize_reports([debug_explanation(text, sums) for text in texts])
    assert summary.n == 4
    by_name = {share.name: share for share in (*summary.verdicts, *summary.classes, *summary.value_kinds)}
    assert [by_name[name].count for name in ("no_divergence", "impossible_trace", "wrong_answer")] == [
        1,
        1,
        1,
    ]
    assert (by_name["wrong_input"].count, by_name["wrong_input"].n, by_name["int"].count) == (1, 2, 1)
    assert (summary.coherent.count, summary.coherent.n, summary.right_if_coherent.count) == (1, 2, 1)
    assert DebugSummary.from_dict(summary.to_dict()) == summary
    assert summarize_reports([]).coherent.share is None
