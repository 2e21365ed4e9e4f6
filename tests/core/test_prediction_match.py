from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ses_plugin.scoring.prediction_match import MAX_CHARACTERS, literal_matches, stdout_matches

SAME_VALUES = [
    ("-0.0", "0.0"),
    ("nan", "nan"),
    ("float('nan')", "nan"),
    ("float('-inf')", "-inf"),
    ("0.3000001", "0.3"),
    ("1+2j", "(1+2j)"),
    ("{2, 1}", "{1, 2}"),
    ("{1, 1, 2}", "{1, 2}"),
    ("{1.0000001, 2.0}", "{2.0, 1.0}"),
    ("frozenset([1, 2])", "frozenset({2, 1})"),
    ("set()", "set()"),
    ("{'b': 1, 'a': 2}", "{'a': 2, 'b': 1}"),
    ("{'a': 1, 'a': 2}", "{'a': 2}"),
    ("{(1.0000001, 'a'): {3, 4}}", "{(1.0, 'a'): {4, 3}}"),
    ('"it\'s"', "'it\\'s'"),
    ("'ab' 'c'", "'abc'"),
    ("'''a\nb'''", "'a\\nb'"),
    (" [1,\n 2] ", "[1, 2]"),
    ("+7", "7"),
    ("0x10", "16"),
    ("9" * 4000, "9" * 4000),
    ("9" * 6000, "9" * 6000),  # too long for Python to read as an integer: compared as text
    ("<Point object>", "<Point object>"),
    ("None", "None"),
]
DIFFERENT_VALUES = [
    ("1", "True"),
    ("True", "1"),
    ("1", "1.0"),
    ("1.0", "1"),
    ("0", "False"),
    ("'1'", "1"),
    ("b'a'", "'a'"),
    ("[1, 2]", "(1, 2)"),
    ("1", "(1,)"),
    ("{}", "set()"),
    ("{1: 'a'}", "{True: 'a'}"),
    ("'a\\n'", "'a'"),
    ("'a '", "'a'"),
    ("[1, 2]", "[2, 1]"),
    ("[1]", "[1, 1]"),
    ("1.0001", "1.0"),
    ("10000000000000000000001", "10000000000000000000000"),
    ("nan", "None"),
    ("2 + 3", "5"),
    ("2 ** 3", "8"),
    ("f(1)", "2"),
    ("len('ab')", "2"),
    ("'a' + 'b'", "'ab'"),
    ("assert f(1) == 2", "2"),
    ("lambda: 1", "1"),
    ("abc", "'abc'"),
    ("{**{'a': 1}}", "{'a': 1}"),
    ("[*[1]]", "[1]"),
    ("__import__('os').getcwd()", "'/'"),
    ("f'a'", "'a'"),
    ("", "''"),
    ("1 2", "1"),
    ("-True", "-1"),
]


@pytest.mark.parametrize(("predicted", "true"), SAME_VALUES)
def test_same_value(predicted: str, true: str) -> None:
    assert literal_matches(predicted, true)


@pytest.mark.parametrize(("predicted", "true"), DIFFERENT_VALUES)
def test_different_value(predicted: str, true: str) -> None:
    assert not literal_matches(predicted, true)


SAME_OUTPUTS = [
    ("1\n2\n", "1\n2"),
    ("1\r\n2\r\n", "1\n2\n"),
    ("\n1\n\n", "1\n"),
    ("a  b ", "a b"),
    ("1.0000001", "1.0"),
    ("3", "3.0"),
    ("1e5", "100000.0"),
    ("-0.0", "0.0"),
    ("+5", "5"),
    ("a\n\nb", "a\n\nb"),
    ("", ""),
]
DIFFERENT_OUTPUTS = [
    ("1 2", "1\n2"),
    ("1", "1\n1"),
    ("a\nb", "a\n\nb"),
    ("Yes", "yes"),
    ("100000000000000000001", "100000000000000000000"),
    ("1000001", "1000000"),
    ("1.001", "1.0"),
    ("9" * 400, "1.5"),
    ("nan", "1.0"),
    ("x", ""),
    ("1,2", "1, 2"),
    ("0x10", "16"),
    ("1_000", "1000"),
]


@pytest.mark.parametrize(("predicted", "true"), SAME_OUTPUTS)
def test_same_stdout(predicted: str, true: str) -> None:
    assert stdout_matches(predicted, true)


@pytest.mark.parametrize(("predicted", "true"), DIFFERENT_OUTPUTS)
def test_different_stdout(predicted: str, true: str) -> None:
    assert not stdout_matches(predicted, true)


HOSTILE = [
    "[" * 5000 + "]" * 5000,
    "-" * 50_000 + "1",
    "(" * 90 + "1" + ")" * 90,
    "{" + ",".join(map(str, range(15_000))) + "}",
    "{" + ",".join(f"{i}.5" for i in range(15_000)) + "}",
    "{" + ",".join(f"{i}: {i}" for i in range(9_000)) + "}",
    "'" + "\\d" * 1000 + "'",
    "9" * 50_000,
    "\x00",
    "\ud800",
    "1" + " " * 99_000 + "+",
    "x" * (MAX_CHARACTERS + 1),
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_wrong_and_cheap(text: str) -> None:
    start = time.process_time()
    assert not literal_matches(text, "{1.5, 2.5}")
    assert not stdout_matches(text, "1")
    assert time.process_time() - start < 2


LITERALS = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=True)
    | st.text(max_size=5)
    | st.binary(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.tuples(inner, inner)
        | st.dictionaries(st.text(max_size=3) | st.integers(), inner, max_size=3)
        | st.sets(st.integers() | st.text(max_size=3), max_size=3)
    ),
    max_leaves=10,
)


@given(LITERALS)
def test_every_literal_is_itself(value: Any) -> None:
    assert literal_matches(repr(value), repr(value))


@given(LITERALS, LITERALS)
def test_comparison_is_symmetric(a: Any, b: Any) -> None:
    assert literal_matches(repr(a), repr(b)) == literal_matches(repr(b), repr(a))


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_text_is_data(a: str, b: str) -> None:
    literal_matches(a, b)
    stdout_matches(a, b)
    assert stdout_matches(a, a)
