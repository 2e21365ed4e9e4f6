"""Self-fixing (paper, section 4: Self-RLEF): solve, simulate, submit or fix, each in a prompt of its own."""

from __future__ import annotations

from dataclasses import dataclass, field

from ses_plugin.parsing import Status, program_for, read_decision
from ses_plugin.problems import Task
from ses_plugin.programs import Program
from ses_plugin.prompts import V1, PromptSet
from ses_plugin.prompts import fix as fix_prompt
from ses_plugin.strategies.checking import verdicts
from ses_plugin.strategies.drafts import drafts
from ses_plugin.strategies.flow import Flow, Role, Sample, Sampling, sample
from ses_plugin.strategies.predict import NotPredicted, Predictor, Question, Simulate
from ses_plugin.syntax import normalised


@dataclass(frozen=True, slots=True)
class SelfFix:
    """Options of self-fixing. `turns` counts solutions, the first one included (paper: 10)."""

    turns: int = 10
    sampling: Sampling = field(default_factory=Sampling)
    fixing: Sampling | None = None
    """How fixes are drawn; None: as the first solution is."""
    predictor: Predictor = field(default_factory=Simulate)
    seed: int = 0
    submit_passing: bool = False
    """Submit what is predicted to pass all public tests, and have all else corrected, without asking the
    model which: one that was not trained for it may submit whatever it has written."""
    prompts: PromptSet = V1
    """Asks to solve and to fix; the predictor has its own."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One solution, what it was predicted to give on each public test, and whether that is right.

    `passed` is None where no prediction came; `predicted` is None there, and where the reply had no answer.
    """

    program: Program
    predicted: tuple[str | None, ...]
    passed: tuple[bool | None, ...]


@dataclass(frozen=True, slots=True)
class Fixed:
    """All turns, and why they ended.

    `end` is "submitted", "passed", "repeated", "unparsed" (also for a reply that did not come), "turns",
    "no program", or "not predicted": there was no prediction to decide by.
    """

    turns: tuple[Turn, ...]
    end: str

    @property
    def program(self) -> Program | None:
        """The final program."""
        return self.turns[-1].program if self.turns else None


def self_fix(task: Task, options: SelfFix) -> Flow[Fixed]:
    """Solve `task`, and repair the solution until the model submits it."""
    (first, *_) = (yield from drafts(task, 1, options.sampling, options.seed, options.prompts)) or (None,)
    program = first.program if first else None
    if program is None:
        return Fixed((), "no program")
    return (yield from repair(task, program, options))


def repair(task: Task, program: Program, options: SelfFix) -> Flow[Fixed]:
    """Repair `program`, a solution of `task`, until the model submits it."""
    turns: list[Turn] = []
    while True:
        turns.append((yield from _simulated(program, task, options.predictor)))
        if len(turns) == options.turns:
            return Fixed(tuple(turns), "turns")
        decision = yield from _decision(task, turns, options)
        if isinstance(decision, str):
            return Fixed(tuple(turns), decision)
        program = decision


def _simulated(program: Program, task: Task, predictor: Predictor) -> Flow[Turn]:
    predicted = yield from predictor.predict([Question(program, test.input) for test in task.public])
    checks = [(program, test, one) for test, one in zip(task.public, predicted, strict=True)]
    found = yield from verdicts(task.checker, checks)
    return Turn(
        program,
        tuple(None if isinstance(one, NotPredicted) else one for one in predicted),
        tuple(found),
    )


def _decision(task: Task, turns: list[Turn], options: SelfFix) -> Flow[Program | str]:
    """Ask to submit or to fix; return the new program, or why there is none."""
    last = turns[-1]
    if options.submit_passing and all(last.passed):
        return "passed"
    predicted = [passed for passed in last.passed if passed is not None]
    # Without a prediction that shows a fault, a model that is asked to correct spoils right solutions.
    if None in last.passed and (not predicted or (options.submit_passing and all(predicted))):
        return "not predicted"
    prompt = fix_prompt(task, last.program, last.predicted, options.prompts, wrong=options.submit_passing)
    need = Sample(prompt, Role.FIX, options.fixing or options.sampling, seed=options.seed + len(turns))
    (texts,) = yield from sample([need])
    entry = last.program.entry
    decision = read_decision(texts[0], entry) if texts else Status.MISSING
    if decision is Status.ANSWERED:
        return "submitted"
    if isinstance(decision, Status):
        return "unparsed"
    program = program_for(decision, task)
    return "repeated" if normalised(program.source) == normalised(last.program.source) else program
