"""Candidates: what a model answers to the solve prompt, and the code in it."""

from __future__ import annotations

from dataclasses import dataclass

from ses_plugin.extraction import extract_program
from ses_plugin.prompts import V1, PromptSet, solve_prompt
from ses_plugin.strategies.flow import Flow, Role, SampleRequest, SamplingParams, sample
from ses_plugin.types.problem import PublicProblem
from ses_plugin.types.program import Program


@dataclass(frozen=True, slots=True)
class Candidate:
    """One candidate: the reply it came in, and its program, None if the reply holds none."""

    reply: str
    program: Program | None


def sample_candidates(
    task: PublicProblem, k: int, sampling: SamplingParams, seed: int = 0, prompts: PromptSet = V1
) -> Flow[tuple[Candidate, ...]]:
    """Ask for `k` candidates in one round; none come back if the call failed."""
    (texts,) = yield from sample([SampleRequest(solve_prompt(task, prompts), Role.SOLVE, sampling, k, seed)])
    return tuple(parse_candidate(text, task) for text in texts)


def parse_candidate(reply: str, task: PublicProblem) -> Candidate:
    """Return the candidate in a model's reply."""
    return Candidate(reply, extract_program(reply, task))


def shortest_candidate(candidates: tuple[Candidate, ...]) -> Candidate | None:
    """Return the candidate of the shortest reply that holds a program: short1@k."""
    whole = [candidate for candidate in candidates if candidate.program is not None]
    return min(whole, key=lambda candidate: len(candidate.reply), default=None)
