"""Self-consistency: without public tests, select the candidate whose predicted outputs most others share.

The model writes inputs, and the output of each candidate on each input is predicted. Correct programs agree;
wrong programs usually fail in different ways. No output is known to be correct, so the selection is less
reliable than self-verification. With the interpreter as the predictor it is the oracle of the same selection.
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
from ses_plugin.strategies.strategy import (
    NO_PROGRAM,
    PREDICTION_OPTIONS,
    CallBounds,
    CandidateReport,
    ExampleCheck,
    Strategy,
    StrategyOptions,
    StrategyResult,
    describe_candidates,
    failure_reason,
    rank_replies,
    report_candidate,
)
from ses_plugin.syntax import canonical_form
from ses_plugin.types.problem import PublicProblem, Test
from ses_plugin.types.program import Program


@dataclass(frozen=True, slots=True)
class SelfConsistency:
    """Options of self-consistency. One request generates all `inputs`."""

    k: int = 5
    inputs: int = 4
    sampling: SamplingParams = field(default_factory=SamplingParams)
    predictor: Predictor = field(default_factory=ModelPredictor)
    """Predicts once per program and input; its `votes` are ignored."""
    seed: int = 0
    prompts: PromptSet = V1
    """The prompts for candidates and inputs; the predictor has its own."""


@dataclass(frozen=True, slots=True)
class SelfConsistencyResult:
    """The selected candidate, and the comparison of outputs behind the selection.

    Attributes:
        outputs: `outputs[i][j]` is the predicted output of candidate i on input j.
        votes: `votes[i]` is the number of agreements with candidate i: pairs of an input and a candidate,
            itself included, with the same output.
        tied: The candidates with the most agreements, where an unknown comparison counts half.
        chosen: The selected candidate; None if no candidate has a program.
        compared: `compared[i]` is the number of pairs that could be compared with candidate i; 0 if no other
            program could. None: all pairs.
    """

    candidates: tuple[Candidate, ...]
    inputs: tuple[str, ...]
    outputs: tuple[tuple[PredictedOutput, ...], ...]
    votes: tuple[int, ...]
    tied: tuple[int, ...]
    chosen: int | None
    compared: tuple[int, ...] | None = None

    @property
    def program(self) -> Program | None:
        """The selected program."""
        return None if self.chosen is None else self.candidates[self.chosen].program

    @property
    def confidence(self) -> float | None:
        """The share of compared pairs that agree with the selected candidate; None if none was compared."""
        if self.chosen is None:
            return None
        pairs = sum(candidate.program is not None for candidate in self.candidates) * len(self.inputs)
        compared = pairs if self.compared is None else self.compared[self.chosen]
        return self.votes[self.chosen] / compared if compared else None


def self_consistency(problem: PublicProblem, options: SelfConsistency) -> Flow[SelfConsistencyResult]:
    """Sample candidates and inputs, and select the candidate that most others agree with."""
    candidates = yield from sample_candidates(
        problem, options.k, options.sampling, options.seed, options.prompts
    )
    return (yield from select_by_agreement(problem, candidates, options))


def select_by_agreement(
    problem: PublicProblem, candidates: Sequence[Candidate], options: SelfConsistency
) -> Flow[SelfConsistencyResult]:
    """Sample inputs, and select the candidate that most others agree with."""
    prompt = generate_inputs_prompt(problem, options.inputs, options.prompts)
    request = SampleRequest(prompt, Role.GENERATE_INPUTS, options.sampling, seed=options.seed)
    (replies,) = yield from sample([request])
    inputs = tuple(extract_test_inputs(replies[0], options.inputs)) if replies else ()
    keys = [None if c.program is None else canonical_form(c.program.source) for c in candidates]
    programs = {key: c.program for key, c in zip(keys, candidates, strict=True) if key and c.program}
    predicted = yield from _predict_outputs(programs, inputs, options.predictor)
    outputs = tuple(predicted[key] if key else (SKIPPED,) * len(inputs) for key in keys)
    agreements = [_compare_outputs(number, keys, outputs, problem) for number in range(len(candidates))]
    best = max((agreements[i].points for i, key in enumerate(keys) if key), default=0)
    tied = tuple(i for i, key in enumerate(keys) if key and agreements[i].points == best)
    chosen = random.Random(options.seed).choice(tied) if tied else None  # noqa: S311 - a draw, no secret
    votes = tuple(agreement.votes for agreement in agreements)
    compared = tuple(agreement.compared for agreement in agreements)
    return SelfConsistencyResult(tuple(candidates), inputs, outputs, votes, tied, chosen, compared)


def _predict_outputs(
    programs: dict[str, Program], inputs: Sequence[str], predictor: Predictor
) -> Flow[dict[str, tuple[PredictedOutput, ...]]]:
    """Predict the output of each program on each input in one round; skip them for a single program."""
    if len(programs) < 2:
        return dict.fromkeys(programs, (SKIPPED,) * len(inputs))
    queries = [PredictionQuery(program, input_text) for program in programs.values() for input_text in inputs]
    answers = iter((yield from predictor.predict(queries)))
    return {key: tuple(next(answers) for _ in inputs) for key in programs}


@dataclass(frozen=True, slots=True)
class _Agreement:
    """The comparison of a candidate's outputs with those of all candidates, by pairs of input and candidate.

    `votes` pairs agree, `compared` pairs could be compared. `points` are 2 for each agreement and 1 for each
    unknown pair.
    """

    votes: int
    compared: int
    points: int


def _compare_outputs(
    number: int,
    keys: Sequence[str | None],
    outputs: Sequence[tuple[PredictedOutput, ...]],
    problem: PublicProblem,
) -> _Agreement:
    """Compare a candidate with all that have a program, on each input. Equal programs always agree."""
    equal_programs, others = 0, list[bool | None]()
    for key, other_outputs in zip(keys, outputs, strict=True):
        if key is not None and key == keys[number]:
            equal_programs += len(other_outputs)
        elif key is not None:
            others += (
                _outputs_agree(*pair, problem) for pair in zip(outputs[number], other_outputs, strict=True)
            )
    known = [agrees for agrees in others if agrees is not None]
    votes, nothing_known = equal_programs + sum(known), bool(others) and not known
    return _Agreement(
        votes, 0 if nothing_known else equal_programs + len(known), 2 * votes + len(others) - len(known)
    )


def _outputs_agree(
    output: PredictedOutput, other_output: PredictedOutput, problem: PublicProblem
) -> bool | None:
    """Return whether two predicted outputs match; None if one did not arrive."""
    if not (output.arrived and other_output.arrived):
        return None
    if output.output is None or other_output.output is None:
        return False
    return predicted_output_matches(
        Program("", problem.entry_point), Test("", other_output.output), output.output
    )


class SelfConsistencyStrategy(Strategy):
    """Selects the candidate whose outputs most others share, on inputs that the model writes."""

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
        result = yield from select_by_agreement(problem, candidates, settings)
        return report_agreement(result, simulated=options.predictor.calls_model)

    def call_bounds(self, problem: PublicProblem, options: StrategyOptions) -> CallBounds:
        """Return k candidates, one call for the inputs, and one prediction per candidate and input."""
        k, inputs = options.candidates, SelfConsistency().inputs if options.predictor.calls_model else 0
        most = {Role.SOLVE: k, Role.GENERATE_INPUTS: 1, Role.SIMULATE: k * inputs}
        return CallBounds(k, sum(most.values()), most)


def report_agreement(result: SelfConsistencyResult, *, simulated: bool = True) -> StrategyResult:
    """Return the report on a selection by agreement. The correct outputs on the inputs are unknown."""
    reports = tuple(_report_candidates(result))
    return StrategyResult(
        result.program,
        rank_replies(result.candidates, result.chosen, result.votes),
        reports,
        None,
        result.confidence,
        tuple(_summarize(result, reports, simulated=simulated)),
    )


def _report_candidates(result: SelfConsistencyResult) -> Iterator[CandidateReport]:
    for index, candidate in enumerate(result.candidates):
        outputs = zip(result.inputs, result.outputs[index], strict=True)
        examples = (ExampleCheck(input_text, None, (output,), None) for input_text, output in outputs)
        tied = len(result.tied) > 1 and index in result.tied
        yield report_candidate(candidate, examples, chosen=index == result.chosen, tied=tied)


def _summarize(
    result: SelfConsistencyResult, reports: Sequence[CandidateReport], *, simulated: bool
) -> Iterator[str]:
    if result.chosen is None:
        yield NO_PROGRAM
        return
    name = f"Candidate {result.chosen + 1} of {len(reports)}"
    unanswered = [
        output
        for outputs in result.outputs
        for output in outputs
        if output.status is PredictionStatus.NOT_PREDICTED
    ]
    if not result.inputs:
        yield f"{name} was drawn: the model wrote no inputs, or the request for them failed."
    elif result.confidence is None:
        yield f"{name} was drawn: it could not be compared with another program."
    else:
        how = "by prediction" if simulated else "when run"
        yield (
            f"{name} agrees with most others, {how}, on {len(result.inputs)} inputs that the model wrote; "
            "the correct outputs on them are unknown."
        )
    if unanswered:
        reason = failure_reason(example for report in reports for example in report.examples)
        yield f"{len(unanswered)} outputs were not predicted ({reason})."
    yield from describe_candidates(result.candidates, result.tied)
