"""What `ses solve` found, whatever the strategy: a program, candidates, and what was predicted of them."""

from __future__ import annotations

from dataclasses import dataclass

from ses_plugin.problems import Task, Test
from ses_plugin.programs import Program
from ses_plugin.strategies import Choice, Draft, Fixed
from ses_plugin.strategies.simulation import Noted
from ses_plugin.syntax import normalised

_ENDS = {
    "submitted": "the model submits the last one",
    "repeated": "the model repeats the last one, which counts as submitting it",
    "unparsed": "the model's last reply neither submits nor corrects; the solution before it stands",
    "turns": "the turns are used up (--turns); the last one stands",
}


@dataclass(frozen=True, slots=True)
class Checked:
    """A candidate on one example: each vote on what it prints (None: no answer), and whether that is right.

    `passed` is None if it was not asked, since the answer could not change the choice.
    """

    input: str
    expected: str
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
    not known. `told` says it in words.
    """

    strategy: str
    program: str | None
    entry: str | None
    verified: bool | None
    told: tuple[str, ...]
    candidates: tuple[Candidate, ...]


def from_draft(draft: Draft | None, task: Task) -> Solved:
    """Return what one plain reply is."""
    program = draft.program if draft else None
    if program is None:
        told: tuple[str, ...] = ("The model gave no program.",)
    elif task.public:
        told = ("Nothing was verified: this is the model's first reply.",)
    else:
        told = ("No examples were found, so nothing could be verified: this is the model's first reply.",)
    source = program.source if program else None
    return Solved(
        "solve", source, task.entry, None, told, (Candidate(source, (), chosen=source is not None),)
    )


def from_choice(choice: Choice, task: Task, noted: Noted, *, oracle: bool) -> Solved:
    """Return what self-verification chose; `noted` has the predictions."""
    votes: dict[tuple[str, str], list[str | None]] = {}
    for question, said in noted.said:
        votes.setdefault((normalised(question.program.source), question.text), []).append(said)

    def checked(key: str, number: int, test: Test, passed: dict[int, bool]) -> Checked:
        return Checked(test.input, test.output, tuple(votes.get((key, test.input), ())), passed.get(number))

    candidates = []
    for index, (draft, passed) in enumerate(zip(choice.candidates, choice.passed, strict=True)):
        program = draft.program
        key = normalised(program.source) if program else ""
        cells = [checked(key, number, test, passed) for number, test in enumerate(task.public) if program]
        candidates.append(
            Candidate(
                program.source if program else None,
                tuple(cells),
                chosen=index == choice.chosen,
                tied=len(choice.tied) > 1 and index in choice.tied,
            )
        )
    verified, told = _told_of_choice(choice, candidates, "really" if oracle else "by prediction")
    return Solved("self-verify", _source(choice.program), task.entry, verified, told, tuple(candidates))


def from_fixed(fixed: Fixed, task: Task, *, oracle: bool) -> Solved:
    """Return what self-fixing ended with."""
    how = "really" if oracle else "by prediction"
    candidates = tuple(
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
    if not candidates:
        return Solved("self-fix", None, task.entry, None, ("The model gave no program.",), ())
    passed = fixed.turns[-1].passed
    told = (
        f"Solution {len(candidates)} passes {sum(passed)} of {len(passed)} examples {how}; "
        f"{_ENDS[fixed.end]}.",
    )
    return Solved("self-fix", _source(fixed.program), task.entry, all(passed), told, candidates)


def _source(program: Program | None) -> str | None:
    return program.source if program else None


def _told_of_choice(
    choice: Choice, candidates: list[Candidate], how: str
) -> tuple[bool | None, tuple[str, ...]]:
    """Return whether the chosen candidate passes all examples, and the choice in words."""
    told = []
    without = sum(candidate.program is None for candidate in candidates)
    if choice.chosen is None:
        return None, (f"None of the {len(candidates)} replies has a program in it.",)
    cells = candidates[choice.chosen].examples
    open_ = [cell for cell in cells if cell.passed is None]
    passed = sum(bool(cell.passed) for cell in cells)
    name = f"Candidate {choice.chosen + 1} of {len(candidates)}"
    asked = f", {len(open_)} not asked about: no answer could change the choice" if open_ else ""
    told.append(f"{name} passes {passed} of {len(cells)} examples {how}{asked}.")
    if len(choice.tied) > 1:
        told.append(f"{len(choice.tied)} candidates tie; one of them was drawn (--seed).")
    if without:
        told.append(f"{without} of the replies had no program in {'it' if without == 1 else 'them'}.")
    verified = None if open_ else passed == len(cells)
    return (False if any(cell.passed is False for cell in cells) else verified), tuple(told)
