"""Choosing without public tests: of k candidates, the one whose predicted outputs most others share.

The model writes inputs itself, and what each candidate prints on them is predicted; right programs agree,
wrong ones are wrong in different ways. No output is known to be right, so this deserves less trust than
self-verification. With the interpreter as the predictor it is the oracle of the same choice.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ses_plugin.extraction import extract_test_inputs
from ses_plugin.prompts import V1, PromptSet, generate_inputs_prompt
from ses_plugin.strategies.candidates import Candidate, CandidateSource, sample_candidates
from ses_plugin.strategies.flow import Flow, Role, SampleRequest, SamplingParams, sample
from ses_plugin.strategies.predictors import (
    SKIPPED,
    ModelPredictor,
    PredictedOutput,
    PredictionQuery,
    PredictionStatus,
    Predictor,
    predicted_output_matches,
)
from ses_plugin.strategies.result import (
    NO_PROGRAM,
    CandidateReport,
    ExampleCheck,
    StrategyResult,
    describe_candidates,
    failure_reason,
    rank_replies,
    report_candidate,
)
from ses_plugin.strategies.strategy import PREDICTION_OPTIONS, CallBounds, Strategy, StrategyOptions
from ses_plugin.syntax import canonical_form
from ses_plugin.types.problem import PublicProblem, Test
from ses_plugin.types.program import Program


@dataclass(frozen=True, slots=True)
class SelfConsistency:
    """Options of self-consistency; `inputs` are asked for in one reply."""

    k: int = 5
    inputs: int = 4
    sampling: SamplingParams = field(default_factory=SamplingParams)
    predictor: Predictor = field(default_factory=ModelPredictor)
    """Asked once per program and input, whatever its `votes`."""
    seed: int = 0
    prompts: PromptSet = V1
    """Asks for candidates and inputs; the predictor has its own."""


@dataclass(frozen=True, slots=True)
class SelfConsistencyResult:
    """What was chosen and why.

    `outputs[i][j]` is what candidate i was predicted to give on input j. `votes[i]` counts the candidates
    that agree with it, itself included, over all inputs; `compared[i]` those of which it is known whether
    they do, 0 if that is known of no other program. `tied` are the candidates with the most votes, where one
    that is not known counts for half. `chosen` is None if none has a program.
    """

    candidates: tuple[Candidate, ...]
    inputs: tuple[str, ...]
    outputs: tuple[tuple[PredictedOutput, ...], ...]
    votes: tuple[int, ...]
    tied: tuple[int, ...]
    chosen: int | None
    compared: tuple[int, ...] | None = None
    """None: all of them, on all inputs."""

    @property
    def program(self) -> Program | None:
        """The program chosen."""
        return None if self.chosen is None else self.candidates[self.chosen].program

    @property
    def confidence(self) -> float | None:
        """The share of candidates with a program that agree with the choice, of those compared; else None."""
        if self.chosen is None:
            return None
        whole = sum(candidate.program is not None for candidate in self.candidates) * len(self.inputs)
        compared = whole if self.compared is None else self.compared[self.chosen]
        return self.votes[self.chosen] / compared if compared else None


def self_consistency(problem: PublicProblem, options: SelfConsistency) -> Flow[SelfConsistencyResult]:
    """Draw candidates and inputs, and choose the candidate that most others agree with."""
    candidates = yield from sample_candidates(
        problem, options.k, options.sampling, options.seed, options.prompts
    )
    return (yield from select_by_agreement(problem, candidates, options))


def select_by_agreement(
    problem: PublicProblem, candidates: Sequence[Candidate], options: SelfConsistency
) -> Flow[SelfConsistencyResult]:
    """Draw inputs, and choose the candidate that most others agree with."""
    prompt = generate_inputs_prompt(problem, options.inputs, options.prompts)
    need = SampleRequest(prompt, Role.GENERATE_INPUTS, options.sampling, seed=options.seed)
    (replies,) = yield from sample([need])
    inputs = tuple(extract_test_inputs(replies[0], options.inputs)) if replies else ()
    keys = [None if c.program is None else canonical_form(c.program.source) for c in candidates]
    programs = {key: c.program for key, c in zip(keys, candidates, strict=True) if key and c.program}
    predicted = yield from _predict_outputs(programs, inputs, options.predictor)
    outputs = tuple(predicted[key] if key else (SKIPPED,) * len(inputs) for key in keys)
    counts = [_compared(number, keys, outputs, problem) for number in range(len(candidates))]
    best = max((counts[i].points for i, key in enumerate(keys) if key), default=0)
    tied = tuple(i for i, key in enumerate(keys) if key and counts[i].points == best)
    chosen = random.Random(options.seed).choice(tied) if tied else None  # noqa: S311 - a draw, no secret
    votes, compared = tuple(one.votes for one in counts), tuple(one.compared for one in counts)
    return SelfConsistencyResult(tuple(candidates), inputs, outputs, votes, tied, chosen, compared)


def _predict_outputs(
    programs: dict[str, Program], inputs: Sequence[str], predictor: Predictor
) -> Flow[dict[str, tuple[PredictedOutput, ...]]]:
    """Predict in one round the output of each program on each input; none for a single program."""
    if len(programs) < 2:
        return dict.fromkeys(programs, (SKIPPED,) * len(inputs))
    questions = [PredictionQuery(program, text) for program in programs.values() for text in inputs]
    answers = iter((yield from predictor.predict(questions)))
    return {key: tuple(next(answers) for _ in inputs) for key in programs}


@dataclass(frozen=True, slots=True)
class _Compared:
    """How a candidate's outputs compare with those of all: pairs that agree, and pairs where that is known.

    `points` are two for each pair that agrees, and one for each that is not known.
    """

    votes: int
    compared: int
    points: int


def _compared(
    number: int,
    keys: Sequence[str | None],
    outputs: Sequence[tuple[PredictedOutput, ...]],
    problem: PublicProblem,
) -> _Compared:
    """Compare a candidate with all that have a program, on each input; the same program always agrees."""
    same, others = 0, list[bool | None]()
    for key, other in zip(keys, outputs, strict=True):
        if key is not None and key == keys[number]:
            same += len(other)
        elif key is not None:
            others += (_outputs_agree(*pair, problem) for pair in zip(outputs[number], other, strict=True))
    known = [agrees for agrees in others if agrees is not None]
    votes, alone = same + sum(known), bool(others) and not known
    return _Compared(votes, 0 if alone else same + len(known), 2 * votes + len(others) - len(known))


def _outputs_agree(mine: PredictedOutput, theirs: PredictedOutput, problem: PublicProblem) -> bool | None:
    """Return whether two outputs are the same; None if a prediction did not arrive."""
    if not (mine.arrived and theirs.arrived):
        return None
    if mine.output is None or theirs.output is None:
        return False
    return predicted_output_matches(Program("", problem.entry_point), Test("", theirs.output), mine.output)


class SelfConsistencyStrategy(Strategy):
    """The candidate whose outputs most others share, on inputs that the model writes."""

    selects = True
    uses = ("k", *PREDICTION_OPTIONS)

    def run(
        self, problem: PublicProblem, options: StrategyOptions, source: CandidateSource
    ) -> Flow[StrategyResult]:
        """Sample candidates and inputs, and select the candidate that most others agree with."""
        candidates = yield from source.sample(options.candidates, options.sampling, options.seed)
        settings = SelfConsistency(
            sampling=options.sampling,
            predictor=options.predictor,
            seed=options.seed,
            prompts=options.prompts,
        )
        consensus = yield from select_by_agreement(problem, candidates, settings)
        return report_agreement(consensus, simulated=options.predictor.calls_model)

    def call_bounds(self, problem: PublicProblem, options: StrategyOptions) -> CallBounds:
        """Return k candidates, one call for the inputs, and each candidate on each input, all at once."""
        k, inputs = options.candidates, SelfConsistency().inputs if options.predictor.calls_model else 0
        most = {Role.SOLVE: k, Role.GENERATE_INPUTS: 1, Role.SIMULATE: k * inputs}
        return CallBounds(k, sum(most.values()), most)


def report_agreement(consensus: SelfConsistencyResult, *, simulated: bool = True) -> StrategyResult:
    """Return what is reported of a selection by agreement; what is right on the inputs is not known."""
    reports = tuple(_report_candidates(consensus))
    return StrategyResult(
        consensus.program,
        rank_replies(consensus.candidates, consensus.chosen, consensus.votes),
        reports,
        None,
        consensus.confidence,
        tuple(_summarize(consensus, reports, simulated=simulated)),
    )


def _report_candidates(consensus: SelfConsistencyResult) -> Iterator[CandidateReport]:
    for index, candidate in enumerate(consensus.candidates):
        outputs = zip(consensus.inputs, consensus.outputs[index], strict=True)
        examples = (ExampleCheck(text, None, (output,), None) for text, output in outputs)
        tied = len(consensus.tied) > 1 and index in consensus.tied
        yield report_candidate(candidate, examples, chosen=index == consensus.chosen, tied=tied)


def _summarize(
    consensus: SelfConsistencyResult, reports: Sequence[CandidateReport], *, simulated: bool
) -> Iterator[str]:
    if consensus.chosen is None:
        yield NO_PROGRAM
        return
    name = f"Candidate {consensus.chosen + 1} of {len(reports)}"
    missing = [
        output
        for outputs in consensus.outputs
        for output in outputs
        if output.status is PredictionStatus.NOT_PREDICTED
    ]
    if not consensus.inputs:
        yield f"{name} was drawn: the model wrote no inputs, or its reply did not come."
    elif consensus.confidence is None:
        yield f"{name} was drawn: it could not be compared with another program."
    else:
        how = "by prediction" if simulated else "when run"
        yield (
            f"{name} agrees with most others, {how}, on {len(consensus.inputs)} inputs that the model wrote; "
            "what is right on them is not known."
        )
    if missing:
        reason = failure_reason(example for report in reports for example in report.examples)
        yield f"{len(missing)} outputs were not predicted ({reason})."
    yield from describe_candidates(consensus.candidates, consensus.tied)
