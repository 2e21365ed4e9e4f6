"""Self-fixing (paper, section 4: Self-RLEF): solve, simulate, then submit or fix, each in its own prompt."""

from __future__ import annotations

from dataclasses import dataclass, field

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
    NO_PROGRAM,
    PREDICTION_OPTIONS,
    CallBounds,
    ExampleCheck,
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
from ses_plugin.types.program import Program


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


@dataclass(frozen=True, slots=True)
class FixTurn:
    """One solution, with its predicted output and verdict on each public test.

    `passed` is None where no prediction arrived. `reply` is the model's reply with the solution.
    """

    program: Program
    predicted: tuple[PredictedOutput, ...]
    passed: tuple[bool | None, ...]
    reply: str = ""


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
        if len(turns) == options.turns:
            return SelfFixResult(tuple(turns), "turns")
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


def _ask_for_decision(
    problem: PublicProblem, turns: list[FixTurn], options: SelfFix
) -> Flow[tuple[Program, str] | str]:
    """Ask the model to submit or fix; return the new program with its reply, or the stop reason."""
    last = turns[-1]
    if options.submit_passing and all(last.passed):
        return "passed"
    verdicts = [passed for passed in last.passed if passed is not None]
    # Asked to fix a solution without evidence of a fault, a model may break a correct one.
    if None in last.passed and (not verdicts or (options.submit_passing and all(verdicts))):
        return "not predicted"
    outputs = [prediction.output for prediction in last.predicted]
    prompt = fix_prompt(problem, last.program, outputs, options.prompts, wrong=options.submit_passing)
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
    uses = ("turns", "submit_passing", *PREDICTION_OPTIONS)

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
    settings = SelfFix(
        options.turns,
        options.sampling,
        predictor=options.predictor,
        seed=seed,
        submit_passing=options.submit_passing,
        prompts=options.prompts,
    )
    first = candidates[0]
    result = yield from repair_candidate(problem, first, settings)
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
                ExampleCheck(test.input, test.output, (prediction,), passed)
                for test, prediction, passed in zip(
                    problem.public_tests, turn.predicted, turn.passed, strict=True
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
        (f"Solution {len(reports)} {passes}; {_STOP_REASONS[result.stop_reason]}.",),
    )
