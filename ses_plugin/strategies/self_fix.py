"""Self-fixing (paper, section 4: Self-RLEF): solve, simulate, submit or fix, each in a prompt of its own."""

from __future__ import annotations

from dataclasses import dataclass, field

from ses_plugin.extraction import AnswerStatus, extract_fix_decision, with_preloaded_names
from ses_plugin.prompts import V1, PromptSet
from ses_plugin.prompts import fix_prompt as fix_prompt
from ses_plugin.strategies.candidates import sample_candidates
from ses_plugin.strategies.flow import Flow, Role, SampleRequest, SamplingParams, sample
from ses_plugin.strategies.prediction_check import check_predictions
from ses_plugin.strategies.predictors import ModelPredictor, NotPredicted, PredictionQuery, Predictor
from ses_plugin.syntax import canonical_form
from ses_plugin.types.problem import PublicProblem
from ses_plugin.types.program import Program


@dataclass(frozen=True, slots=True)
class SelfFix:
    """Options of self-fixing. `turns` counts solutions, the first one included (paper: 10)."""

    turns: int = 10
    sampling: SamplingParams = field(default_factory=SamplingParams)
    fix_sampling: SamplingParams | None = None
    """How fixes are drawn; None: as the first solution is."""
    predictor: Predictor = field(default_factory=ModelPredictor)
    seed: int = 0
    submit_passing: bool = False
    """Submit what is predicted to pass all public tests, and have the rest corrected, without asking the
    model which: one that was not trained for it may submit whatever it has written."""
    prompts: PromptSet = V1
    """Asks to solve and to fix; the predictor has its own."""


@dataclass(frozen=True, slots=True)
class FixTurn:
    """One solution, what it was predicted to give on each public test, and whether that is right.

    `passed` is None where no prediction came; `predicted` is None there, and where the reply had no answer.
    """

    program: Program
    predicted: tuple[str | None, ...]
    passed: tuple[bool | None, ...]


@dataclass(frozen=True, slots=True)
class SelfFixResult:
    """All turns, and why they ended.

    `stop_reason` is "submitted", "passed", "repeated", "unparsed" (also for a reply that did not come),
    "turns", "no program", or "not predicted": there was no prediction to decide by.
    """

    turns: tuple[FixTurn, ...]
    stop_reason: str

    @property
    def program(self) -> Program | None:
        """The final program."""
        return self.turns[-1].program if self.turns else None


def self_fix(task: PublicProblem, options: SelfFix) -> Flow[SelfFixResult]:
    """Solve `task`, and repair the solution until the model submits it."""
    (first, *_) = (
        yield from sample_candidates(task, 1, options.sampling, options.seed, options.prompts)
    ) or (None,)
    program = first.program if first else None
    if program is None:
        return SelfFixResult((), "no program")
    return (yield from repair(task, program, options))


def repair(task: PublicProblem, program: Program, options: SelfFix) -> Flow[SelfFixResult]:
    """Repair `program`, a solution of `task`, until the model submits it."""
    turns: list[FixTurn] = []
    while True:
        turns.append((yield from _predict_tests(program, task, options.predictor)))
        if len(turns) == options.turns:
            return SelfFixResult(tuple(turns), "turns")
        decision = yield from _ask_for_decision(task, turns, options)
        if isinstance(decision, str):
            return SelfFixResult(tuple(turns), decision)
        program = decision


def _predict_tests(program: Program, task: PublicProblem, predictor: Predictor) -> Flow[FixTurn]:
    predicted = yield from predictor.predict(
        [PredictionQuery(program, test.input) for test in task.public_tests]
    )
    checks = [(program, test, one) for test, one in zip(task.public_tests, predicted, strict=True)]
    found = yield from check_predictions(task.checker, checks)
    return FixTurn(
        program,
        tuple(None if isinstance(one, NotPredicted) else one for one in predicted),
        tuple(found),
    )


def _ask_for_decision(task: PublicProblem, turns: list[FixTurn], options: SelfFix) -> Flow[Program | str]:
    """Ask to submit or to fix; return the new program, or why there is none."""
    last = turns[-1]
    if options.submit_passing and all(last.passed):
        return "passed"
    predicted = [passed for passed in last.passed if passed is not None]
    # Without a prediction that shows a fault, a model that is asked to correct spoils right solutions.
    if None in last.passed and (not predicted or (options.submit_passing and all(predicted))):
        return "not predicted"
    prompt = fix_prompt(task, last.program, last.predicted, options.prompts, wrong=options.submit_passing)
    need = SampleRequest(
        prompt, Role.FIX, options.fix_sampling or options.sampling, seed=options.seed + len(turns)
    )
    (texts,) = yield from sample([need])
    entry = last.program.entry_point
    decision = extract_fix_decision(texts[0], entry) if texts else AnswerStatus.NO_ANSWER
    if decision is AnswerStatus.ANSWERED:
        return "submitted"
    if isinstance(decision, AnswerStatus):
        return "unparsed"
    program = with_preloaded_names(decision, task)
    return "repeated" if canonical_form(program.source) == canonical_form(last.program.source) else program
