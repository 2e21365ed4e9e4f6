"""Self-fixing (paper, section 4: Self-RLEF): solve, simulate, then submit or fix, each in its own prompt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from ses_plugin.extraction import AnswerStatus, extract_fix_decision, with_preloaded_names
from ses_plugin.prompts import V1, PromptSet, fix_prompt
from ses_plugin.strategies.candidates import Candidate, CandidateSource, sample_candidates
from ses_plugin.strategies.flow import Flow, Role, SampleRequest, SamplingParams, gather, sample
from ses_plugin.strategies.predictors import (
    ModelPredictor,
    PredictedOutput,
    PredictionQuery,
    Predictor,
    check_predictions,
)
from ses_plugin.strategies.scoreboard import score_passes
from ses_plugin.strategies.strategy import (
    MAX_REASON,
    NO_PROGRAM,
    PREDICTION_OPTIONS,
    CallBounds,
    ExampleCheck,
    FixFeedback,
    Strategy,
    StrategyOptions,
    StrategyResult,
    all_passed,
    describe_passes,
    report_candidate,
    share_passed,
)
from ses_plugin.syntax import canonical_form
from ses_plugin.types.problem import PublicProblem
from ses_plugin.types.program import Explanation, Program


@dataclass(frozen=True, slots=True)
class SelfFix:
    """Options of self-fixing. `turns` counts solutions, the first one included (paper: 10)."""

    turns: int = 10
    sampling: SamplingParams = field(default_factory=SamplingParams)
    fix_sampling: SamplingParams | None = None
    """How fixes are sampled; None: like the first solution."""
    predictor: Predictor = field(default_factory=ModelPredictor)
    seed: int = 0
    submit_passing: bool = False
    """Submit a solution that is predicted to pass all public tests and fix any other, instead of letting the
    model decide. A model that was not trained for the decision may submit every solution."""

    prompts: PromptSet = V1
    """The prompts to solve and to fix; the predictor has its own."""
    fix_feedback: FixFeedback = FixFeedback.OUTPUTS
    """What the fix prompts show of each public test."""

    @classmethod
    def from_options(cls, options: StrategyOptions, seed: int) -> SelfFix:
        """Return the options of one repair, given those of the strategy."""
        return cls(
            options.turns,
            options.sampling,
            predictor=options.predictor,
            seed=seed,
            submit_passing=options.submit_passing,
            prompts=options.prompts,
            fix_feedback=options.fix_feedback,
        )


@dataclass(frozen=True, slots=True)
class FixTurn:
    """One solution, with its predicted output and verdict on each public test.

    `passed` is None where no prediction arrived. `reply` is the model's reply with the solution.
    `explanations` has one for each test, None where none was requested: only those of failed tests are, and
    only for a fix prompt that shows them.
    """

    program: Program
    predicted: tuple[PredictedOutput, ...]
    passed: tuple[bool | None, ...]
    reply: str = ""
    explanations: tuple[Explanation | None, ...] = ()


@dataclass(frozen=True, slots=True)
class SelfFixResult:
    """All turns, and why the loop ended.

    Attributes:
        stop_reason: "submitted" by the model; "passed" all tests by prediction, with `submit_passing`;
            "repeated" the last solution; "unparsed": the reply neither submits nor fixes, or the request
            failed; "turns" are used up; "no program" in the first reply; or "not predicted": there was no
            prediction to decide by.
    """

    turns: tuple[FixTurn, ...]
    stop_reason: str

    @property
    def program(self) -> Program | None:
        """The final program."""
        return self.turns[-1].program if self.turns else None


def self_fix(problem: PublicProblem, options: SelfFix) -> Flow[SelfFixResult]:
    """Solve `problem`, and repair the solution until the model submits it."""
    candidates = yield from sample_candidates(problem, 1, options.sampling, options.seed, options.prompts)
    first = candidates[0] if candidates else Candidate("", None)
    return (yield from repair_candidate(problem, first, options))


def repair_candidate(problem: PublicProblem, first: Candidate, options: SelfFix) -> Flow[SelfFixResult]:
    """Repair a candidate until the model submits it. Without a program there are no turns."""
    if first.program is None:
        return SelfFixResult((), "no program")
    return (yield from repair(problem, first.program, options, first.reply))


def repair(
    problem: PublicProblem, program: Program, options: SelfFix, reply: str = ""
) -> Flow[SelfFixResult]:
    """Repair `program`, a solution of `problem` from `reply`, until the model submits it."""
    turns: list[FixTurn] = []
    while True:
        turns.append((yield from _predict_tests(program, reply, problem, options.predictor)))
        if reason := _reason_to_stop(turns, options):
            return SelfFixResult(tuple(turns), reason)
        if options.fix_feedback is FixFeedback.EXPLANATION:
            turns[-1] = yield from _explain_failures(turns[-1], problem, options.predictor)
        decision = yield from _ask_for_decision(problem, turns, options)
        if isinstance(decision, str):
            return SelfFixResult(tuple(turns), decision)
        program, reply = decision


def _predict_tests(
    program: Program, reply: str, problem: PublicProblem, predictor: Predictor
) -> Flow[FixTurn]:
    predictions = yield from predictor.predict(
        [PredictionQuery(program, test.input) for test in problem.public_tests]
    )
    checks = [
        (program, test, prediction)
        for test, prediction in zip(problem.public_tests, predictions, strict=True)
    ]
    verdicts = yield from check_predictions(problem.checker, checks)
    return FixTurn(program, tuple(predictions), tuple(verdicts), reply)


def _reason_to_stop(turns: Sequence[FixTurn], options: SelfFix) -> str | None:
    """Return why the model is not asked to submit or fix the last solution; None if it is to be asked."""
    passed = turns[-1].passed
    if options.submit_passing and all(passed):
        return "passed"
    if len(turns) == options.turns:
        return "turns"
    verdicts = [verdict for verdict in passed if verdict is not None]
    # Asked to fix a solution without evidence of a fault, a model may break a correct one.
    if None in passed and (not verdicts or (options.submit_passing and all(verdicts))):
        return "not predicted"
    return None


def _explain_failures(turn: FixTurn, problem: PublicProblem, predictor: Predictor) -> Flow[FixTurn]:
    """Return the turn with explanations of the tests that fail by prediction."""
    failed = [number for number, passed in enumerate(turn.passed) if passed is False]
    explanations = yield from predictor.explain(
        [PredictionQuery(turn.program, problem.public_tests[number].input) for number in failed],
        [turn.predicted[number] for number in failed],
    )
    known = dict(zip(failed, explanations, strict=True))
    return replace(turn, explanations=tuple(known.get(number) for number in range(len(turn.passed))))


def _ask_for_decision(
    problem: PublicProblem, turns: list[FixTurn], options: SelfFix
) -> Flow[tuple[Program, str] | str]:
    """Ask the model to submit or fix; return the new program with its reply, or the stop reason."""
    last = turns[-1]
    outputs = [prediction.output for prediction in last.predicted]
    prompt = fix_prompt(
        problem,
        last.program,
        outputs,
        options.prompts,
        explanations=[explanation.text if explanation else "" for explanation in last.explanations],
        wrong=options.submit_passing,
    )
    request = SampleRequest(
        prompt, Role.FIX, options.fix_sampling or options.sampling, seed=options.seed + len(turns)
    )
    (replies,) = yield from sample([request])
    reply = replies[0] if replies else ""
    decision = extract_fix_decision(reply, last.program.entry_point) if replies else AnswerStatus.NO_ANSWER
    if decision is AnswerStatus.ANSWERED:
        return "submitted"
    if isinstance(decision, AnswerStatus):
        return "unparsed"
    program = with_preloaded_names(decision, problem)
    unchanged = canonical_form(program.source) == canonical_form(last.program.source)
    return "repeated" if unchanged else (program, reply)


_STOP_REASONS = {
    "submitted": "the model submits the last one",
    "passed": "so the last one is submitted",
    "repeated": "the model repeats the last one, which counts as a submission",
    "unparsed": "the model's last reply neither submits nor fixes it, or the request failed, so it is kept",
    "not predicted": "it is kept, since no prediction shows a fault",
    "turns": "the turns are used up; the last one is kept",
}

_SEED_STEP = 1000
"""The distance between the seeds of solutions that are repaired in parallel: more than the turns of one."""


class SelfFixStrategy(Strategy):
    """Solve, simulate, then submit or fix (paper, section 4). `n` solutions are repaired in parallel."""

    needs_examples = True
    uses = ("turns", "submit_passing", "fix_feedback", *PREDICTION_OPTIONS)

    def run(
        self, problem: PublicProblem, options: StrategyOptions, source: CandidateSource
    ) -> Flow[StrategyResult]:
        """Repair `n` solutions; the best one finally passes the most examples."""
        seeds = [options.seed + number * _SEED_STEP for number in range(options.n)]
        repairs = yield from gather([_solve_and_repair(problem, options, source, seed) for seed in seeds])
        repairs.sort(key=lambda repair: -_final_score(repair[0]))  # stable
        replies = tuple(reply for _, reply in repairs if reply is not None)
        return report_repair(repairs[0][0], problem, replies, simulated=options.predictor.calls_model)

    def call_bounds(self, problem: PublicProblem, options: StrategyOptions) -> CallBounds:
        """Return at least `n` solutions; at most each turn predicted on every example, and then fixed."""
        n, turns, tests = options.n, options.turns, len(problem.public_tests)
        simulations = turns * tests if options.predictor.calls_model else 0
        most = {Role.SOLVE: n, Role.SIMULATE: n * simulations, Role.FIX: n * (turns - 1)}
        return CallBounds(1, n, most)


def _solve_and_repair(
    problem: PublicProblem, options: StrategyOptions, source: CandidateSource, seed: int
) -> Flow[tuple[SelfFixResult, str | None]]:
    """Return a repaired solution and the reply for the user: the first reply, unless the program changed."""
    candidates = yield from source.sample(1, options.sampling, seed)
    if not candidates:
        return SelfFixResult((), "no program"), None
    first = candidates[0]
    result = yield from repair_candidate(problem, first, SelfFix.from_options(options, seed))
    changed = result.program is not None and result.program != first.program
    return result, source.format_reply(result.program.source) if changed and result.program else first.reply


def _final_score(result: SelfFixResult) -> int:
    """Return the score of the final solution; -1 without a program."""
    return score_passes(dict(enumerate(result.turns[-1].passed))) if result.turns else -1


def report_repair(
    result: SelfFixResult, problem: PublicProblem, replies: tuple[str, ...], *, simulated: bool = True
) -> StrategyResult:
    """Return the report on a repair, with each turn as a candidate."""
    if not result.turns:
        return StrategyResult(None, replies, summary=(NO_PROGRAM,))
    reports = tuple(
        report_candidate(
            Candidate(turn.reply, turn.program),
            (
                ExampleCheck(test.input, test.output, (prediction,), passed, explanation)
                for test, prediction, passed, explanation in zip(
                    problem.public_tests,
                    turn.predicted,
                    turn.passed,
                    turn.explanations or [None] * len(turn.passed),
                    strict=True,
                )
            ),
            chosen=turn is result.turns[-1],
        )
        for turn in result.turns
    )
    last = result.turns[-1]
    passes = describe_passes(reports[-1], simulated=simulated)
    return StrategyResult(
        last.program,
        replies,
        reports,
        all_passed(last.passed),
        share_passed(last.passed),
        (
            f"Solution {len(reports)} {passes}; {_STOP_REASONS[result.stop_reason]}.",
            *_describe_missing_explanations(result.turns),
        ),
    )


def _describe_missing_explanations(turns: Sequence[FixTurn]) -> list[str]:
    """Return a sentence on the explanations that fix prompts lack; none if they have all."""
    explanations = [one for turn in turns for one in turn.explanations if one is not None]
    missing = [one for one in explanations if not one.text]
    if not missing:
        return []
    return [
        f"The fix prompts show only the outputs of {len(missing)} of {len(explanations)} failed examples, "
        f"without an explanation ({missing[-1].reason[:MAX_REASON]})."
    ]
