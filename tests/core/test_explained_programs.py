"""Explanations of programs that are hard to explain say what Python does, and the check finds them true."""

from __future__ import annotations

import re

import pytest

from ses_plugin.narration.check import check_explanation
from ses_plugin.narration.narrate import narrate
from ses_plugin.narration.style import COMPACT, CONCISE, FULL
from ses_plugin.tracing.tracer import trace_program
from ses_plugin.types.program import Program
from tests.core.explained_programs import CASES

_CLASS = re.compile(r"\d+ class ")


@pytest.mark.parametrize("name", CASES)
def test_an_explanation_says_what_python_does(name: str) -> None:
    source, expected = CASES[name]
    trace = trace_program(Program(source))
    text = narrate(trace, COMPACT)
    story = text[: text.index("<output>")].strip()
    lines = [line for line in story.split("\n") if not _CLASS.match(line)]
    assert lines == expected.split("\n")
    for style in (FULL, COMPACT, CONCISE):
        explanation = narrate(trace, style)
        false = [f for f in check_explanation(explanation, trace).findings if f.verdict == "false"]
        assert not false, explanation
