"""Candidates: the programs in a model's replies to a problem, and the source that they are sampled from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ses_plugin.extraction import extract_program
from ses_plugin.prompts import V1, PromptSet, solve_prompt
from ses_plugin.strategies.flow import Flow, Role, SampleRequest, SamplingParams, sample
from ses_plugin.types.problem import PublicProblem
from ses_plugin.types.program import Program


@dataclass(frozen=True, slots=True)
class Candidate:
    """A model's reply, and the program in it; None if the reply contains no program."""

    reply: str
    program: Program | None


def as_code_block(source: str) -> str:
    """Return a program in a Markdown code block, as in a chat model's reply."""
    return f"```python\n{source.rstrip()}\n```"


@dataclass(frozen=True, slots=True)
class CandidateSource:
    """Where a strategy's candidates come from: the solve prompt, or the request of a client.

    Attributes:
        prompt: The prompt for candidates.
        parse_reply: Returns the candidate in a reply.
        chat_request: A client's own request (`SampleRequest.chat_request`), sent instead of `prompt`, so that
            candidates look like the plain model's answers.
        format_reply: Returns a reply for the source of a program that is in no reply, such as a repaired one.
    """

    prompt: str
    parse_reply: Callable[[str], Candidate]
    chat_request: str = ""
    format_reply: Callable[[str], str] = as_code_block

    def sample(self, k: int, sampling: SamplingParams, seed: int = 0) -> Flow[tuple[Candidate, ...]]:
        """Request `k` candidates in one round; return () if the request failed."""
        request = SampleRequest(self.prompt, Role.SOLVE, sampling, k, seed, self.chat_request)
        (texts,) = yield from sample([request])
        return tuple(map(self.parse_reply, texts))


def prompted_source(problem: PublicProblem, prompts: PromptSet = V1) -> CandidateSource:
    """Return the source of candidates for the solve prompt."""
    return CandidateSource(solve_prompt(problem, prompts), lambda reply: parse_candidate(reply, problem))


def sample_candidates(
    problem: PublicProblem, k: int, sampling: SamplingParams, seed: int = 0, prompts: PromptSet = V1
) -> Flow[tuple[Candidate, ...]]:
    """Request `k` candidates with the solve prompt in one round; return () if the request failed."""
    return (yield from prompted_source(problem, prompts).sample(k, sampling, seed))


def parse_candidate(reply: str, problem: PublicProblem) -> Candidate:
    """Return the candidate in a model's reply."""
    return Candidate(reply, extract_program(reply, problem))


def shortest_candidate(candidates: tuple[Candidate, ...]) -> Candidate | None:
    """Return the candidate with the shortest reply, of those with a program: short1@k."""
    with_program = [candidate for candidate in candidates if candidate.program is not None]
    return min(with_program, key=lambda candidate: len(candidate.reply), default=None)
