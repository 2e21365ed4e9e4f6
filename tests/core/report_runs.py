"""Runs for tests of reports: samples as lm-eval logs them, made without a model and without a sandbox."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from ses_plugin.problems.loader import problem_to_row
from ses_plugin.prompts import V1, output_prediction_prompt, solve_prompt
from ses_plugin.service.request_log import RequestLog
from ses_plugin.service.samples import SolvingSample, build_sample, with_sample_requests, with_sample_usage
from ses_plugin.strategies import CandidateReport, ExampleCheck, PredictedOutput, PredictionStatus
from ses_plugin.strategies.flow import Completions, Role, SampleRequest, SamplingParams
from ses_plugin.types.problem import PrivateTests, Problem, PublicProblem, Test
from ses_plugin.types.program import Program
from ses_plugin.usage import Usage

TIME = "2026-12-01T10-00-00.000000"
STATUSES = {
    "y": PredictionStatus.ANSWERED,
    "n": PredictionStatus.ANSWERED,
    "t": PredictionStatus.TRUNCATED,
    "-": PredictionStatus.NO_ANSWER,
    "f": PredictionStatus.NOT_PREDICTED,
}


def problem(name: str, tests: int = 2, level: str = "easy") -> Problem:
    public = tuple(Test(f"{number}", f"{2 * number}") for number in range(tests))
    return Problem(
        name,
        PublicProblem(f"Print twice the number ({name}).", public),
        PrivateTests((Test("7", "14"),)),
        difficulty=level,
    )


def vote(kind: str, expected: str) -> PredictedOutput:
    """Return a vote: "y" the expected output, "n" another one; "t", "-" and "f" have none."""
    output = {"y": expected, "n": "wrong"}.get(kind)
    reply = "" if kind == "f" else f"It prints\n<output>\n{output}\n</output>"
    return PredictedOutput(STATUSES[kind], output, reply, "down" if kind == "f" else "")


def candidate(
    given: Problem, number: int, votes: str, *, chosen: bool, program: bool = True
) -> CandidateReport:
    """Return a candidate with a vote for each test; " " is a test that was not asked about."""
    checks = []
    for test, kind in zip(given.public.public_tests, votes, strict=program):
        passed = {"y": True, "f": None, " ": None}.get(kind, False)
        cast = () if kind == " " else (vote(kind, test.output),)
        checks.append(ExampleCheck(test.input, test.output, cast, passed))
    source = f"print(int(input()) * 2)  # {number}" if program else None
    reply = f"Reply {number}" + "x" * number
    return CandidateReport(source, reply, tuple(checks) if program else (), chosen, False)


def sample(
    given: Problem,
    candidates: Sequence[tuple[str, str, bool]],
    chosen: int | None = 0,
    confidence: float | None = 0.5,
    strategy: str = "self-verify",
    **more: Any,
) -> SolvingSample:
    """Return a sample of candidates: their votes, real verdicts ("y" or "n" for each test), right or not."""
    reports = [
        candidate(given, number, votes, chosen=number == chosen, program=real != "")
        for number, (votes, real, _) in enumerate(candidates)
    ]
    made = build_sample(strategy, reports, confidence=confidence, **more)
    rows = [
        _judged(row, real, right)
        for row, (_, real, right) in zip(made["candidates"], candidates, strict=True)
    ]
    made = {**made, "candidates": rows}
    made = with_sample_requests(made, request_log(given, reports), "v1", V1)
    failed = sum(votes.count("f") for votes, _, _ in candidates) + (not candidates)
    return with_sample_usage(made, {"solve": Usage(len(candidates), failed, 10, 100, 0.25, 1.0)})


def _judged(row: Any, real: str, right: bool) -> Any:
    runs = [
        {
            "verdict": "AC" if mark == "y" else "WA",
            "output": "out",
            "output_truncated": False,
            "error": None,
            "cpu_seconds": 0.1,
        }
        for mark in real
    ]
    verdict = None if row["program"] is None else "AC" if right else "WA"
    return {
        **row,
        "runs": runs,
        "private": {"passed": right, "verdict": verdict, "tests": 1, "time_factor": 1.0},
    }


def request_log(given: Problem, reports: Sequence[CandidateReport]) -> RequestLog:
    log = RequestLog()
    sampling = SamplingParams()
    solve = SampleRequest(solve_prompt(given.public), Role.SOLVE, sampling, max(1, len(reports)))
    log.add(solve, Completions(tuple(report.reply for report in reports)))
    for report in reports:
        for test in given.public.public_tests if report.program else ():
            prompt = output_prediction_prompt(Program(report.program or ""), test.input)
            log.add(SampleRequest(prompt, Role.SIMULATE, sampling), Completions(("reply",)))
    return log


def line(given: Problem, made: Mapping[str, Any], metrics: Sequence[str] = ()) -> dict[str, Any]:
    return {
        "doc_id": 0,
        "doc": problem_to_row(given),
        "target": "",
        "arguments": {"gen_args_0": {"arg_0": "prompt", "arg_1": {}}},
        "resps": [[json.dumps(made)]],
        "filtered_resps": [json.dumps(made)],
        "metrics": list(metrics),
        "doc_hash": f"hash of {given.id}",
    }


def write_run(
    folder: Path,
    lines: Sequence[Mapping[str, Any]],
    task: str = "ses_self_verify",
    results: Mapping[str, Any] | None = None,
) -> Path:
    """Write a samples file, and beside it the results file; return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    text = "".join(json.dumps(each) + "\n" for each in lines)
    (folder / f"samples_{task}_{TIME}.jsonl").write_text(text, "utf-8")
    row = {"results": {task: {}}, "configs": {task: {}}, "config": {}, "model_name": "m"}
    (folder / f"results_{TIME}.json").write_text(json.dumps({**row, **(results or {})}), "utf-8")
    return folder


def selection_run(folder: Path, answers: Sequence[bool], k: int = 2, **more: Any) -> Path:
    """Write a run with a problem for each answer, of which `answers` says whether it is right."""
    lines = []
    for number, right in enumerate(answers):
        given = problem(f"p{number}", level=("easy", "hard")[number % 2])
        made = sample(given, [("yy", "yy" if right else "yn", right), ("yn", "nn", False)])
        lines.append(line(given, made, [f"best@{k}_exec"]))
    return write_run(folder, lines, **more)


def renamed(given: Problem, statement: str) -> Problem:
    return replace(given, public=replace(given.public, statement=statement))
