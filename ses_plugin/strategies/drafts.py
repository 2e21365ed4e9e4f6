"""Candidates: what a model answers to the solve prompt, and the code in it."""

from __future__ import annotations

from dataclasses import dataclass

from ses_plugin.parsing import read_program
from ses_plugin.problems import Task
from ses_plugin.programs import Program
from ses_plugin.prompts import V1, PromptSet
from ses_plugin.prompts import solve as solve_prompt
from ses_plugin.strategies.flow import Flow, Role, Sample, Sampling, sample


@dataclass(frozen=True, slots=True)
class Draft:
    """One candidate: the reply it came in, and its program, None if the reply holds none."""

    reply: str
    program: Program | None


def drafts(
    task: Task, k: int, sampling: Sampling, seed: int = 0, prompts: PromptSet = V1
) -> Flow[tuple[Draft, ...]]:
    """Ask for `k` candidates in one round; none come back if the call failed."""
    (texts,) = yield from sample([Sample(solve_prompt(task, prompts), Role.SOLVE, sampling, k, seed)])
    return tuple(read_draft(text, task) for text in texts)


def read_draft(reply: str, task: Task) -> Draft:
    """Return the candidate in a model's reply."""
    return Draft(reply, read_program(reply, task))


def shortest(candidates: tuple[Draft, ...]) -> Draft | None:
    """Return the candidate of the shortest reply that holds a program: short1@k."""
    whole = [candidate for candidate in candidates if candidate.program is not None]
    return min(whole, key=lambda candidate: len(candidate.reply), default=None)
