"""What `ses solve` found, whatever the strategy: a program, candidates, and what was predicted of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ses_plugin.problems import Task, Test
from ses_plugin.programs import Program
from ses_plugin.strategies import Choice, Consensus, Draft, Fixed, Result
from ses_plugin.strategies.simulation import Noted
from ses_plugin.syntax import normalised

_ENDS = {
    "submitted": "the model submits the last one",
    "passed": "the last one is submitted for that",
    "repeated": "the model repeats the last one, which counts as submitting it",
    "unparsed": "the model's last reply neither submits nor corrects; the solution before it stands",
    "turns": "the turns are used up; the last one stands",
}


@dataclass(frozen=True, slots=True)
class Checked:
    """A candidate on one example: each vote on what it prints (None: no answer), and whether that is right.

    `passed` is None if it was not asked, since the answer could not change the choice. An input that a model
    wrote has no output that is `expected`.
    """

    input: str
    expected: str | None
    predicted: tuple[str | None, ...]
    passed: bool | None


@dataclass(frozen=True, slots=True)
class Candidate:
    """One program, None if the reply held none. Of those `tied` one was drawn: the one `chosen`."""

    program: str | None
    examples: tuple[Checked, ...]
    chosen: bool
    tied: bool = False


@dataclass(frozen=True, slots=True)
class Solved:
    """The program found, None if there is none, and how it was.

    `verified` tells whether all examples are passed, by prediction or for the oracle really; None if that is
    not known. `confidence` is the strategy's own, from 0 to 1. `told` says it in words.
    """

    strategy: str
    program: str | None
    entry: str | None
    verified: bool | None
    confidence: float | None
    told: tuple[str, ...]
    candidates: tuple[Candidate, ...]


def solved_by(strategy: str, result: Result, task: Task, noted: Noted, *, oracle: bool) -> Solved:
    """Return what `strategy` came to. `noted` has what was said of the outputs of programs."""
    how = "really" if oracle else "by prediction"
    verified: bool | None = None
    confidence: float | None = None
    candidates: tuple[Candidate, ...] = ()
    match result:
        case Choice(chosen=int(chosen)):
            candidates = _of_choice(result, task, noted)
            verified, told = _told_of_choice(result, candidates[chosen], how)
            confidence = result.confidence
        case Fixed(turns=(*_, last)):
            candidates = _of_turns(result, task)
            verified, confidence = all(last.passed), sum(last.passed) / (len(last.passed) or 1)
            told = [f"Solution {len(result.turns)} passes {_share(last.passed)} {how}; {_ENDS[result.end]}."]
        case Consensus(chosen=int()):
            candidates, confidence = _of_consensus(result), result.confidence
            told = _told_of_consensus(result, how)
        case Draft(program=Program()):
            why = "Nothing was" if task.public else "No examples were found, so nothing could be"
            told = [f"{why} verified: this is the model's first reply."]
        case _ if result.program is None:
            told = ["No reply had a program in it."]
        case _:
            told = [f"The choice of {strategy}, without a word on why."]
    program = result.program.source if result.program else None
    return Solved(strategy, program, task.entry, verified, confidence, tuple(told), candidates)


def _of_choice(choice: Choice, task: Task, noted: Noted) -> tuple[Candidate, ...]:
    votes: dict[tuple[str, str], list[str | None]] = {}
    for question, said in noted.said:
        votes.setdefault((normalised(question.program.source), question.text), []).append(said)

    def checked(program: Program, number: int, test: Test, passed: dict[int, bool]) -> Checked:
        said = votes.get((normalised(program.source), test.input), ())
        return Checked(test.input, test.output, tuple(said), passed.get(number))

    return tuple(
        Candidate(
            draft.program.source if draft.program else None,
            tuple(checked(draft.program, n, test, passed) for n, test in enumerate(task.public))
            if draft.program
            else (),
            chosen=index == choice.chosen,
            tied=len(choice.tied) > 1 and index in choice.tied,
        )
        for index, (draft, passed) in enumerate(zip(choice.candidates, choice.passed, strict=True))
    )


def _of_turns(fixed: Fixed, task: Task) -> tuple[Candidate, ...]:
    return tuple(
        Candidate(
            turn.program.source,
            tuple(
                Checked(test.input, test.output, (predicted,), passed)
                for test, predicted, passed in zip(task.public, turn.predicted, turn.passed, strict=True)
            ),
            chosen=turn is fixed.turns[-1],
        )
        for turn in fixed.turns
    )


def _of_consensus(consensus: Consensus) -> tuple[Candidate, ...]:
    return tuple(
        Candidate(
            draft.program.source if draft.program else None,
            tuple(
                Checked(text, None, (output,), None)
                for text, output in zip(consensus.inputs, outputs, strict=True)
            )
            if draft.program
            else (),
            chosen=index == consensus.chosen,
            tied=len(consensus.tied) > 1 and index in consensus.tied,
        )
        for index, (draft, outputs) in enumerate(zip(consensus.candidates, consensus.outputs, strict=True))
    )


def _told_of_choice(choice: Choice, chosen: Candidate, how: str) -> tuple[bool | None, list[str]]:
    """Return whether the chosen candidate passes all examples, and the choice in words."""
    passed = [cell.passed for cell in chosen.examples]
    told = [f"{_name(choice)} passes {_share(passed)} {how}.", *_told_of_candidates(choice)]
    return (None if None in passed else all(passed)), told


def _told_of_consensus(consensus: Consensus, how: str) -> list[str]:
    if not consensus.inputs:
        return [f"{_name(consensus)} was drawn: the model wrote no inputs.", *_told_of_candidates(consensus)]
    return [
        f"{_name(consensus)} agrees with most others, {how}, on {len(consensus.inputs)} inputs that the "
        "model wrote; what is right on them is not known.",
        *_told_of_candidates(consensus),
    ]


def _told_of_candidates(choice: Choice | Consensus) -> list[str]:
    told = []
    if len(choice.tied) > 1:
        told.append(f"{len(choice.tied)} candidates tie; one of them was drawn.")
    if without := sum(draft.program is None for draft in choice.candidates):
        told.append(f"{without} of the replies had no program in {'it' if without == 1 else 'them'}.")
    return told


def _name(choice: Choice | Consensus) -> str:
    return f"Candidate {(choice.chosen or 0) + 1} of {len(choice.candidates)}"


def _share(passed: Sequence[bool | None]) -> str:
    return f"{sum(map(bool, passed))} of {len(passed)} examples"
