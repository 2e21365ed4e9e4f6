"""What the same choice costs: predictions and tokens of self-verification, pruned against exhaustive.

    lm_eval --tasks ses_self_verify --metadata ses_k=5,ses_votes=5,ses_pruning=none,ses_record=RUN.jsonl …
    python benchmarks/pruning.py RUN.jsonl [--seeds 20]

The recording holds a real model's candidates and its predictions, with all votes, about all of them on all
public tests. The strategy is then run on those very replies with each `Prune`; candidates that are the same
program have one prediction. Prints what each asks for, in all and in tokens (characters where the run knows
no tokens), with an interval over problems, and for how many problems and seeds the choice was the same. Then
the same candidates with predictions that are always right (real runs in the sandbox), which a better model
would come nearer to.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ses_plugin.drivers import execute_all, run
from ses_plugin.metrics import bootstrap_interval
from ses_plugin.problems.loader import load_builtin_problems, load_problems
from ses_plugin.prompts import output_prediction_prompt, solve_prompt
from ses_plugin.strategies import (
    Candidate,
    Completions,
    ExecuteRequest,
    ExecutionPredictor,
    ModelPredictor,
    Pruning,
    Request,
    Response,
    Role,
    SampleRequest,
    SelfVerify,
    select_by_prediction,
)
from ses_plugin.strategies.candidates import parse_candidate
from ses_plugin.syntax import canonical_form
from ses_plugin.transcript import read_transcript
from ses_plugin.types.problem import Problem
from ses_plugin.types.program import Program

Key = tuple[str, int]
"""The prompt of a prediction, and the seed, which tells votes apart."""
PRUNED = (Pruning.KEEP_TIES, Pruning.WINNER_ONLY)


@dataclass
class Recorded:
    """Answers from the recording of a run, and counts the answers and their size."""

    replies: dict[Key, Completions]
    predictions: int = 0
    size: int = 0

    def __call__(self, requests: Sequence[Request]) -> list[Response]:
        """Answer from the recording."""
        completions = [
            self.replies[request.prompt, request.seed]
            for request in requests
            if isinstance(request, SampleRequest)
        ]
        self.predictions += len(completions)
        self.size += sum(map(size, completions))
        return list(completions)


def size(reply: Completions) -> int:
    """Return the tokens of a reply, or its characters."""
    return sum(reply.completion_tokens) if reply.completion_tokens else sum(map(len, reply.texts))


def simulator(
    replies: dict[Key, Completions], problem: Problem, candidates: Sequence[Candidate]
) -> ModelPredictor | None:
    """Return the predictor that the run used; None if there was nothing to predict."""
    seeds = {seed for _, seed in replies}
    for program in (candidate.program for candidate in candidates if candidate.program):
        for direct in (False, True):
            if (
                output_prediction_prompt(program, problem.public.public_tests[0].input, direct=direct),
                min(seeds),
            ) in replies:
                return ModelPredictor(direct=direct, votes=len(seeds), seed=min(seeds))
    return None


def every_key(candidates: Sequence[Candidate], problem: Problem, predictor: ModelPredictor) -> list[Key]:
    """Return what stands for each candidate, test and vote."""
    first: dict[str, Program] = {}
    keys = []
    for program in (candidate.program for candidate in candidates if candidate.program):
        representative = first.setdefault(canonical_form(program.source), program)
        for test in problem.public.public_tests:
            prompt = output_prediction_prompt(representative, test.input, direct=predictor.direct)
            keys += [(prompt, predictor.seed + vote) for vote in range(predictor.votes)]
    return keys


@dataclass
class Measured:
    """For each method the number of predictions, and their tokens by problem."""

    predictions: Counter[str]
    tokens: dict[str, list[int]]
    same: int = 0
    choices: int = 0

    def add(self, method: str, predictions: int, tokens: int) -> None:
        """Add the predictions and tokens of a problem."""
        self.predictions[method] += predictions
        self.tokens.setdefault(method, []).append(tokens)


def measure(
    problem: Problem,
    candidates: Sequence[Candidate],
    replies: dict[Key, Completions],
    seeds: int,
    into: Measured,
) -> None:
    """Choose among the candidates in all ways with each seed."""
    if (predictor := simulator(replies, problem, candidates)) is None:
        return
    keys = every_key(candidates, problem, predictor)
    assert all(key in replies for key in keys), (
        "the run has not predicted everything (give it ses_pruning=none)"
    )
    for method, few in (
        ("every candidate and test", keys),
        ("each different program", list(dict.fromkeys(keys))),
    ):
        into.add(method, len(few), sum(size(replies[key]) for key in few))
    counted = {prune: Recorded(replies) for prune in PRUNED}
    for seed in range(seeds):
        options = SelfVerify(predictor=predictor, seed=seed)
        every = run(
            select_by_prediction(problem.public, candidates, replace(options, pruning=Pruning.NONE)),
            Recorded(replies),
        )
        for prune, recorded in counted.items():
            pruned = run(
                select_by_prediction(problem.public, candidates, replace(options, pruning=prune)), recorded
            )
            into.same += pruned.chosen == every.chosen
            into.choices += 1
    for prune, recorded in counted.items():
        into.add(f"Prune.{prune.name}", recorded.predictions // seeds, recorded.size // seeds)


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("recording", type=Path)
    parser.add_argument("--problems", help="as in --metadata ses_problems=…; default: the embedded ones")
    parser.add_argument("--seeds", type=int, default=20)
    options = parser.parse_args()
    problems = load_builtin_problems() if options.problems is None else tuple(load_problems(options.problems))
    samples = [
        (n, r)
        for n, r in read_transcript(options.recording)
        if isinstance(n, SampleRequest) and isinstance(r, Completions)
    ]
    solutions = {request.prompt: reply for request, reply in samples if request.role is Role.SOLVE}
    replies = {
        (request.prompt, request.seed): reply for request, reply in samples if request.role is Role.SIMULATE
    }
    measured = Measured(Counter(), {})
    for problem in (problem for problem in problems if solve_prompt(problem.public) in solutions):
        candidates = [
            parse_candidate(text, problem.public) for text in solutions[solve_prompt(problem.public)].texts
        ]
        measure(problem, candidates, replies, options.seeds, measured)
    _tell(measured, len({seed for _, seed in replies}))
    _tell_exact([problem for problem in problems if solve_prompt(problem.public) in solutions], solutions)
    return 0


def _tell(measured: Measured, votes: int) -> None:
    every = next(iter(measured.tokens.values()))
    print(f"{len(every)} problems with predictions, votes: {votes}; the same choice in {measured.same} of")
    print(f"{measured.choices} (problem, seed, way)")
    print("| predicted | predictions | tokens | share of all tokens [95 %] |\n| --- | --- | --- | --- |")
    for method, tokens in measured.tokens.items():
        low, high = _share_interval(tokens, every)
        share = sum(tokens) / sum(every)
        count = measured.predictions[method]
        print(f"| {method} | {count} | {sum(tokens)} | {share:.2f} [{low:.2f}, {high:.2f}] |")


@dataclass
class Executed:
    """Runs each program and input once, and counts all requests."""

    known: dict[Request, Response]
    predictions: int = 0

    def __call__(self, requests: Sequence[Request]) -> list[Response]:
        """Answer a round."""
        self.predictions += len(requests)
        new = [
            request
            for request in dict.fromkeys(requests)
            if isinstance(request, ExecuteRequest) and request not in self.known
        ]
        self.known.update(zip(new, execute_all(new), strict=True))
        return [self.known[request] for request in requests]


def _tell_exact(problems: Sequence[Problem], solutions: dict[str, Completions]) -> None:
    print("\nwith exact predictions, one vote, number of them (share):")
    print(
        f"| problems | every different program and test | {' | '.join(f'Prune.{p.name}' for p in PRUNED)} |"
    )
    print("| --- " * (2 + len(PRUNED)) + "|")
    groups = {
        "all": Counter[Pruning](),
        "those where a candidate passes all public tests": Counter[Pruning](),
    }
    for problem in problems:
        candidates = [
            parse_candidate(text, problem.public) for text in solutions[solve_prompt(problem.public)].texts
        ]
        known: dict[Request, Response] = {}
        predictions: Counter[Pruning] = Counter()
        for prune in Pruning:
            options = SelfVerify(predictor=ExecutionPredictor(problem.limits), pruning=prune)
            backend = Executed(known)
            choice = run(select_by_prediction(problem.public, candidates, options), backend)
            predictions[prune] = backend.predictions
            if prune is Pruning.NONE:
                passed = choice.confidence == 1.0
        for counts in [*groups.values()][: 1 + passed]:
            counts.update(predictions)
    for name, counts in groups.items():
        every = counts[Pruning.NONE]
        few = " | ".join(f"{counts[prune]} ({counts[prune] / max(every, 1):.2f})" for prune in PRUNED)
        print(f"| {name} | {every} | {few} |")


def _share_interval(part: Sequence[int], totals: Sequence[int]) -> tuple[float, float]:
    """Return an interval of a ratio of totals, by the ratio's linear form around its value."""
    share, mean = sum(part) / sum(totals), sum(totals) / len(totals)
    low, high = bootstrap_interval([(p - share * w) / mean for p, w in zip(part, totals, strict=True)])
    return share + low, share + high


if __name__ == "__main__":
    sys.exit(main())
