"""Rows in files and answers: what is written is read again, whatever it holds."""

from __future__ import annotations

import json
from dataclasses import asdict, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ses_plugin.errors import UsageError
from ses_plugin.prompts import V1
from ses_plugin.service.request_log import RequestLog, prompt_hash, with_request_log
from ses_plugin.service.result import SolveResult, result_from_row, result_to_row
from ses_plugin.service.samples import (
    build_sample,
    judge_sample,
    parse_sample,
    passes_examples,
    passes_private,
    sample_answers,
    with_sample_requests,
    with_sample_usage,
)
from ses_plugin.strategies import CandidateReport, ExampleCheck, PredictedOutput, PredictionStatus
from ses_plugin.strategies.flow import Completions, Flow, RequestFailed, Role, SampleRequest, SamplingParams
from ses_plugin.types.problem import PrivateTests, Problem, PublicProblem, Test
from ses_plugin.usage import Usage

PREDICTIONS = st.builds(
    PredictedOutput, st.sampled_from(PredictionStatus), st.none() | st.text(), st.text(), st.text()
)
EXAMPLES = st.builds(
    ExampleCheck,
    st.text(),
    st.none() | st.text(),
    st.lists(PREDICTIONS, max_size=2).map(tuple),
    st.none() | st.booleans(),
)
CANDIDATES = st.builds(
    CandidateReport,
    st.none() | st.text(),
    st.text(),
    st.lists(EXAMPLES, max_size=2).map(tuple),
    st.booleans(),
    st.booleans(),
)
RESULTS = st.builds(
    SolveResult,
    st.text(),
    st.none() | st.text(),
    st.none() | st.text(),
    st.none() | st.booleans(),
    st.none() | st.floats(0, 1),
    st.lists(st.text(), max_size=2).map(tuple),
    st.lists(CANDIDATES, max_size=2).map(tuple),
)


@given(RESULTS)
def test_a_result_is_read_as_it_was_written(result: SolveResult) -> None:
    row = json.loads(json.dumps(result_to_row(result, with_replies=True)))
    assert result_from_row(row) == result
    short = result_from_row(json.loads(json.dumps(result_to_row(result))))
    assert short == replace(result, candidates=tuple(map(without_replies, result.candidates)))


def without_replies(candidate: CandidateReport) -> CandidateReport:
    examples = tuple(
        replace(example, predictions=tuple(replace(vote, reply="") for vote in example.predictions))
        for example in candidate.examples
    )
    return replace(candidate, reply="", examples=examples)


@pytest.mark.parametrize(
    "row", [{}, {"version": 0}, {"version": 1}, {"version": 1, "strategy": "x", "candidates": [3]}]
)
def test_what_is_no_result_is_refused(row: dict[str, object]) -> None:
    with pytest.raises(UsageError, match=r"not a result|of version"):
        result_from_row(row)


@given(st.lists(CANDIDATES, max_size=3), st.none() | st.lists(CANDIDATES, max_size=2))
def test_a_sample_is_read_as_it_was_written(
    candidates: list[CandidateReport], oracle: list[CandidateReport] | None
) -> None:
    sample = build_sample("self-fix", candidates, confidence=0.5, stop_reason="turns", oracle=oracle)
    sample = with_sample_usage(sample, {"solve": Usage(3, 1, 20, None, 0.25, 1.5)})
    assert parse_sample(json.dumps(sample)) == sample
    log = RequestLog()
    for number, candidate in enumerate(candidates):
        request = SampleRequest(f"prompt {number}", Role.SOLVE, SamplingParams(max_tokens=number + 1))
        log.add(request, Completions((candidate.reply,), completion_tokens=(2,)))
    logged = with_sample_requests(sample, log, "v1", V1)
    assert parse_sample(json.dumps(logged)) == logged
    assert {row["tokens"] for row in logged["candidates"]} <= {2}
    assert logged["prompts"] is not None
    assert len(logged["prompts"]["requests"]) == len(candidates)
    old = {name: value for name, value in sample.items() if name != "prompts"} | {"version": 1}
    assert parse_sample(json.dumps(old)) == sample
    assert Usage(**sample["usage"]["solve"]) == Usage(3, 1, 20, None, 0.25, 1.5)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "not a sample of a solving task"),
        ("[" * 100_000, "not a sample of a solving task"),
        ("[]", "not a sample of a solving task"),
        ('{"programs": []}', "not a sample of a solving task"),
        ('{"version": 3, "candidates": []}', "version 3; this release reads version 2"),
        ('{"version": 1, "candidates": [{"program": 1, "reply": ""}]}', "not a text"),
        ('{"version": 1, "candidates": [{"program": null}]}', "not a sample"),
    ],
)
def test_what_is_no_sample_is_refused(text: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        parse_sample(text)


def test_a_judged_sample_has_what_really_came_out() -> None:
    problem = Problem(
        "double",
        PublicProblem("Print twice the number.", (Test("2", "4"), Test("5", "10"))),
        PrivateTests((Test("0", "0"), Test("7", "14"))),
    )
    sources = ("print(2 * int(input()))", "print(4)", "1 / 0", None, "print(4)")
    sample = build_sample("solve", [CandidateReport(source, "reply") for source in sources])
    judged = judge_sample(problem, sample)
    right, four, fails, none, again = judged["candidates"]
    assert [run["verdict"] for run in four["runs"]] == ["AC", "WA"]
    assert [run["output"] for run in four["runs"]] == ["4\n", "4\n"]
    assert (fails["runs"][0]["verdict"], fails["private"]["verdict"]) == ("RE", "RE")
    assert "ZeroDivisionError" in (fails["runs"][0]["error"] or "")
    assert (none["runs"], none["private"]["verdict"]) == ([], None)
    assert again["runs"] == four["runs"], "the same program is run once"
    assert list(map(passes_private, judged["candidates"])) == [True, False, False, False, False]
    assert list(map(passes_examples, judged["candidates"])) == [True, False, False, False, False]
    assert parse_sample(json.dumps(judged)) == judged
    assert sample_answers(judged) == judged["candidates"], "plain solving: every candidate is an answer"
    assert right["private"]["tests"] == 2


def test_an_output_is_kept_up_to_a_length() -> None:
    problem = Problem("long", PublicProblem("?", (Test("", "x"),)))
    (one,) = judge_sample(problem, build_sample("solve", [CandidateReport("print('x' * 9999)", "")]))[
        "candidates"
    ]
    assert (len(one["runs"][0]["output"]), one["runs"][0]["output_truncated"]) == (4096, True)


def test_usage_survives_json() -> None:
    assert Usage(**json.loads(json.dumps(asdict(Usage(1, 0, 2, 3, None, 0.5))))) == Usage(
        1, 0, 2, 3, None, 0.5
    )


def test_a_log_of_requests_has_each_prompt_and_the_length_of_each_reply() -> None:
    def flow() -> Flow[str]:
        sampling = SamplingParams(max_tokens=10)
        yield (SampleRequest("one", Role.SOLVE, sampling, n=2), SampleRequest("two", Role.FIX, sampling))
        yield (SampleRequest("three", Role.SIMULATE, sampling),)
        return "done"

    first = (Completions(("short", "long"), completion_tokens=(9, 10)), RequestFailed("down"))
    driven = with_request_log(flow())
    assert len(next(driven)) == 2
    driven.send(first)
    with pytest.raises(StopIteration) as stop:
        driven.send((Completions(("no end of a sentence " * 4,)),))
    result, log = stop.value.value
    assert result == "done"
    assert log.prompts == {prompt_hash(text) for text in ("one", "two", "three")}
    lengths = {text: (length.tokens, length.truncated) for text, length in log.replies.items()}
    assert lengths == {
        "short": (9, False),
        "long": (10, True),
        "no end of a sentence " * 4: (None, True),
    }
