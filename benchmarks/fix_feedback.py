"""Self-fix with outputs as feedback, beside the same with explanations: paired, on embedded problems.

    python benchmarks/fix_feedback.py MODEL --out FOLDER [--start wrong|model] [--feedback real|predicted]
        [--problems 24] [--turns 3] [--tokens 384]

Needs a Python environment with vLLM. Both arms begin with the same solution: a wrong one of our own
that fails a public test, or the model's first. Verdicts, real or predicted by the model, decide what is
submitted (`submit_passing`). Equal requests of both arms get one reply, so the arms differ only from
the first fix prompt that differs.

Writes FOLDER/recording.jsonl, from which an interrupted run goes on, and FOLDER/rows.jsonl. Prints for
each arm the share of problems solved at the end (private tests), of public tests passed, and of
programs that were changed; and the paired differences with 95 % intervals (bootstrap over problems).
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from statistics import fmean
from typing import Any

from ses_plugin.adapters.vllm import VllmBackend
from ses_plugin.datasets.sources import load_sources
from ses_plugin.drivers import Backend, run_lockstep
from ses_plugin.execution import judge
from ses_plugin.metrics import bootstrap_interval
from ses_plugin.problems.loader import load_builtin_problems
from ses_plugin.strategies import (
    Candidate,
    ExecutionPredictor,
    FixFeedback,
    Flow,
    ModelPredictor,
    Request,
    Response,
    SamplingParams,
    SelfFix,
    SelfFixResult,
    gather,
    sample_candidates,
)
from ses_plugin.strategies.self_fix import repair_candidate
from ses_plugin.transcript import RecordingBackend
from ses_plugin.types.problem import Problem, Test
from ses_plugin.types.program import Program

_METRICS = ("solved", "public", "changed", "turns")


class OneReplyEach:
    """Gives equal requests the same response, also in later rounds."""

    def __init__(self, backend: Backend) -> None:
        self._backend = backend
        self._known: dict[Request, Response] = {}

    def __call__(self, requests: Sequence[Request]) -> list[Response]:
        """Answer a round."""
        new = [request for request in dict.fromkeys(requests) if request not in self._known]
        self._known.update(zip(new, self._backend(new) if new else (), strict=True))
        return [self._known[request] for request in requests]


def first_programs(count: int, wrong: bool) -> list[tuple[Problem, Program | None]]:
    """Return problems, each with a wrong program of ours that fails a public test, or with None."""
    sources = {source.name: source.programs for source in load_sources()}
    found: list[tuple[Problem, Program | None]] = []
    for problem in load_builtin_problems():
        programs = sources[problem.id.removeprefix("ses/")]
        failing = (
            program
            for name, program in programs.items()
            if name.startswith("wrong_") and _share_passed(problem, program, problem.public.public_tests) < 1
        )
        first = next(failing, None) if wrong else None
        if first is not None or not wrong:
            found.append((problem, first))
        if len(found) == count:
            break
    return found


def repairs(problem: Problem, first: Program | None, settings: SelfFix) -> Flow[list[SelfFixResult]]:
    """Repair one solution with each kind of feedback. Without `first` the model writes it."""
    candidate = Candidate("", first)
    if first is None:
        candidates = yield from sample_candidates(problem.public, 1, settings.sampling, 0, settings.prompts)
        candidate = candidates[0] if candidates else candidate
    arms = [replace(settings, fix_feedback=feedback) for feedback in FixFeedback]
    return (yield from gather([repair_candidate(problem.public, candidate, arm) for arm in arms]))


def row_of(problem: Problem, feedback: FixFeedback, result: SelfFixResult) -> dict[str, Any]:
    """Return what became of one problem with one kind of feedback."""
    programs = [turn.program for turn in result.turns]
    public = [_share_passed(problem, program, problem.public.public_tests) for program in programs]
    explanations = [one for turn in result.turns for one in turn.explanations if one is not None]
    private = problem.private_tests.for_the_judge()
    return {
        "id": problem.id,
        "feedback": feedback.value,
        "stop_reason": result.stop_reason,
        "turns": len(programs),
        "public_of_turns": public,
        "public": public[-1] if public else 0.0,
        "solved": bool(programs) and _share_passed(problem, programs[-1], private) == 1.0,
        "changed": len(programs) > 1,
        "explained": [bool(one.text) for one in explanations],
        "lengths": [len(one.text) for one in explanations],
    }


def _share_passed(problem: Problem, program: Program, tests: Sequence[Test]) -> float:
    verdicts = judge(program, tests, comparator=problem.comparator, limits=problem.limits).results
    return fmean(result.verdict == "AC" for result in verdicts)


def summary(rows: Sequence[dict[str, Any]]) -> Iterator[str]:
    """Yield the lines of the table: each metric of both arms, and the difference."""
    arms = [[row for row in rows if row["feedback"] == feedback] for feedback in FixFeedback]
    for name in _METRICS:
        first, second = ([float(row[name]) for row in arm] for arm in arms)
        differences = [after - before for before, after in zip(first, second, strict=True)]
        low, high = bootstrap_interval(differences)
        yield (
            f"{name:8} outputs {fmean(first):.3f}  explanation {fmean(second):.3f}  "
            f"difference {fmean(differences):+.3f} [{low:+.3f}, {high:+.3f}]  n={len(first)}"
        )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("model")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--start", choices=("wrong", "model"), default="wrong")
    parser.add_argument("--feedback", choices=("real", "predicted"), default="real")
    parser.add_argument("--problems", type=int, default=24)
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--tokens", type=int, default=384)
    options = parser.parse_args()
    from vllm import LLM

    engine = LLM(
        options.model,
        dtype="float32",
        enforce_eager=True,
        max_model_len=6144,
        max_num_seqs=64,
        # On CPUs vLLM 0.32 raises for a seeded request whose prompt is read in parts: read all at once.
        max_num_batched_tokens=65536,
    )
    options.out.mkdir(parents=True, exist_ok=True)
    backend = RecordingBackend(OneReplyEach(VllmBackend(engine)), options.out / "recording.jsonl")
    sampling = SamplingParams(0.8, 0.95, options.tokens)
    greedy = replace(sampling, temperature=0.0)
    work = first_programs(options.problems, options.start == "wrong")
    flows = []
    for problem, first in work:
        oracle = options.feedback == "real"
        predictor = ExecutionPredictor(problem.limits) if oracle else ModelPredictor(greedy)
        settings = SelfFix(options.turns, sampling, predictor=predictor, submit_passing=True)
        flows.append(repairs(problem, first, settings))
    rows = [
        row_of(problem, feedback, result)
        for (problem, _), results in zip(work, run_lockstep(flows, backend), strict=True)
        for feedback, result in zip(FixFeedback, results, strict=True)
    ]
    (options.out / "rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    print(options.start, options.feedback, *summary(rows), sep="\n")


if __name__ == "__main__":
    main()
