from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ses_plugin.extraction import (
    AnswerStatus,
    ExtractedAnswer,
    extract_answer,
    extract_code,
    extract_fix_decision,
    extract_test_inputs,
    format_answer,
)

ANSWERED = [
    ("<output>\n1\n2\n</output>", "1\n2"),
    ("<output>5</output>", "5"),
    ("steps\n<OUTPUT>\n5\n</OUTPUT>\ndone.", "5"),
    ("<output>\n1\n</output> no, wait\n<output>\n2\n</output>", "2"),
    ("<output>\n1\n</output> and again <output>\n2", "1"),
    ("between <output> and </output>:\n<output>\n  a\n b\n</output>", "  a\n b"),
    ("<output>\n<output>\n5\n</output>", "5"),
    ("<output>c7 3</output>\nTherefore:\n<c7 3</output>", "c7 3"),
    ("<output>\n```\n5\n```\n</output>", "5"),
    ("<output>\n```python\n[1]\n```\n</output>", "[1]"),
    ("<output>`5`</output>", "5"),
    ("<output>\n\n</output>", ""),
    ("<think>maybe <output>1</output></think><output>2</output>", "2"),
    ("maybe <output>1</output></think>\n\n<output>2</output>", "2"),
    ("<thinking>x</thinking><output>2</output>", "2"),
    ("<output>\r\n5\r\n</output>", "5"),
]


@pytest.mark.parametrize(("reply", "text"), ANSWERED)
def test_answers(reply: str, text: str) -> None:
    assert extract_answer(reply) == ExtractedAnswer(AnswerStatus.ANSWERED, text)


@pytest.mark.parametrize(
    "reply",
    [
        "<output>\n1\n2",
        "steps <output>",
        "<think>first, <output>1</output>",
        "  <think>\nlong",
        "<think>a</think><think>b <output>1</output>",
    ],
)
def test_cut_off_answers_are_no_answers(reply: str) -> None:
    assert extract_answer(reply) == ExtractedAnswer(AnswerStatus.TRUNCATED)


@pytest.mark.parametrize("reply", ["", "The output is 5.", "5", "```\n5\n```", "</output>", "f(1, 2)"])
def test_without_a_block_nothing_counts(reply: str) -> None:
    assert extract_answer(reply, max_tokens=100) == ExtractedAnswer(AnswerStatus.NO_ANSWER)


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        ("5", ExtractedAnswer(AnswerStatus.ANSWERED, "5")),
        ("```\n5\n6\n```\n", ExtractedAnswer(AnswerStatus.ANSWERED, "5\n6")),
        ("<think>f(1)</think>\n\n`[1]`", ExtractedAnswer(AnswerStatus.ANSWERED, "[1]")),
        ("The output is 5.", ExtractedAnswer(AnswerStatus.ANSWERED, "The output is 5.")),
        ("6\n<output>\n5\n</output>", ExtractedAnswer(AnswerStatus.ANSWERED, "5")),
        ("", ExtractedAnswer(AnswerStatus.NO_ANSWER)),
        (" \n", ExtractedAnswer(AnswerStatus.NO_ANSWER)),
        ("5\n</output>", ExtractedAnswer(AnswerStatus.NO_ANSWER)),
        ("<output>\n5", ExtractedAnswer(AnswerStatus.TRUNCATED)),
        ("1 " * 300, ExtractedAnswer(AnswerStatus.TRUNCATED)),
    ],
)
def test_a_bare_reply_counts_only_where_the_output_alone_was_asked_for(
    reply: str, expected: ExtractedAnswer
) -> None:
    assert extract_answer(reply, max_tokens=300, bare=True) == expected


def test_a_used_up_budget_is_a_cut() -> None:
    cut = "the loop adds 3, so total is " * 20
    assert extract_answer(cut, max_tokens=len(cut) - 10).status is AnswerStatus.TRUNCATED
    assert extract_answer(cut + "9.", max_tokens=len(cut) - 10).status is AnswerStatus.NO_ANSWER
    assert extract_answer(cut + "9.", max_tokens=len(cut) // 2).status is AnswerStatus.TRUNCATED
    assert extract_answer(cut, max_tokens=len(cut) + 1).status is AnswerStatus.NO_ANSWER
    assert extract_answer(cut).status is AnswerStatus.NO_ANSWER


@given(st.text(alphabet=st.characters(exclude_characters="<>`\r"), min_size=1, max_size=80))
def test_what_is_written_is_read(output: str) -> None:
    expected = output.rstrip().strip("\n")
    assert extract_answer(f"so:\n{format_answer(output)}") == ExtractedAnswer(AnswerStatus.ANSWERED, expected)


GOOD = "<think>i = 0, <output> later</think>\nIt prints 1.\n<output>\n1\n22\n</output>\nThat is all."


@pytest.mark.parametrize("end", range(len(GOOD)))
def test_every_prefix_of_a_good_answer(end: int) -> None:
    complete = GOOD.index("</output>") + len("</output>")
    answer = extract_answer(GOOD[:end])
    if end >= complete:
        assert answer == ExtractedAnswer(AnswerStatus.ANSWERED, "1\n22")
    else:
        assert answer.status is not AnswerStatus.ANSWERED


@given(st.text(max_size=300))
def test_any_text_is_data(reply: str) -> None:
    assert isinstance(extract_answer(reply, 50), ExtractedAnswer)


def test_a_huge_reply_is_read_from_its_end() -> None:
    assert extract_answer("<output>" * 400_000 + "\n5\n</output>").text == "5"


def test_a_huge_reply_is_read_in_one_pass() -> None:
    """Each of these took minutes, by patterns that looked ahead from everywhere anew."""
    assert extract_test_inputs("<input>" * 140_000 + "5</input>", 9)[0].endswith("5\n")
    assert extract_test_inputs("<input>" * 140_000, 9) == []
    assert extract_answer("<output>```\n" + " " * 900_000 + "x</output>").text.endswith("x")


@pytest.mark.parametrize(
    ("block", "text"),
    [
        ("```\na\n```", "a"),
        ("\n ```py\na\n\n ```\n", "a"),
        ("```c++ \n a \t```", " a"),
        ("```\n```", ""),
        ("```\na``````", "a```"),
        ("```\na", "```\na"),
        ("```a b\nc\n```", "```a b\nc\n```"),
        ("``````", "``````"),
        ("` a `", " a "),
    ],
)
def test_fences(block: str, text: str) -> None:
    assert extract_answer(f"<output>{block}</output>").text == text


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        ("So:\n```python\nprint(1)\n```\nDone.", "print(1)\n"),
        ("```\nx = 1\n```\nbetter:\n```py\nx = 2\n```", "x = 2\n"),
        ("```python\nx = 1\n```\nRun it:\n```bash\npython x.py\n```", "x = 1\n"),
        ("```Python3\nx = 1\n```", "x = 1\n"),
        ("1. Code:\n    ```python\n    if x:\n        y()\n    ```", "if x:\n    y()\n"),
        ("<think>```python\nx = 1\n```</think>\n```python\nx = 2\n```", "x = 2\n"),
        ("import sys\nprint(sys.argv)\n", "import sys\nprint(sys.argv)\n"),
        ("```python\nprint(1)\n", "print(1)\n"),
        ("<think>```python\nx = 1\n```", None),
        ("```cpp\nint main() {}\n```", None),
        ("```python\n\n```", None),
        ("I don't know.", None),
        ("Yes", None),
        ("", None),
    ],
)
def test_code(reply: str, code: str | None) -> None:
    assert extract_code(reply) == code


@pytest.mark.parametrize(
    ("reply", "decision"),
    [
        ("SUBMIT", AnswerStatus.ANSWERED),
        ("It is right.\n\n**Submit**\n", AnswerStatus.ANSWERED),
        ("<think>fix it?</think>SUBMIT", AnswerStatus.ANSWERED),
        ("```\nSUBMIT\n```", AnswerStatus.ANSWERED),
        ("A bound is off.\n```python\nx = 2\n```", "x = 2\n"),
        ("SUBMIT\n```python\nx = 2\n```", "x = 2\n"),
        ("<think>SUBMIT", AnswerStatus.NO_ANSWER),
        ("Answer: SUBMIT", AnswerStatus.ANSWERED),  # which is valid Python
        ("All tests pass.\n\n**Decision:** SUBMIT", AnswerStatus.ANSWERED),
        ("The final answer is \\boxed{SUBMIT}.", AnswerStatus.ANSWERED),
        ("decision = SUBMIT", AnswerStatus.ANSWERED),
        ("```\nAnswer: SUBMIT\n```", AnswerStatus.ANSWERED),
        ("Answer: do not submit", AnswerStatus.NO_ANSWER),
        ("Answer: correct", AnswerStatus.NO_ANSWER),
        ("I would not submit this.", AnswerStatus.NO_ANSWER),
        ("", AnswerStatus.NO_ANSWER),
    ],
)
def test_decisions(reply: str, decision: str | AnswerStatus) -> None:
    assert extract_fix_decision(reply) == decision


@given(st.text(alphabet="`python \nsubmit<think>/", max_size=60))
def test_no_text_is_an_error(reply: str) -> None:
    extract_code(reply)
    extract_fix_decision(reply)
    extract_answer(reply, bare=True)
