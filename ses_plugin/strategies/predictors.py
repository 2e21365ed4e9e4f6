"""Predictors of program outputs: a model or, for the oracle, the interpreter.

The predictor is the only difference between a strategy and its oracle. `simulate` predicts one output by
majority vote, `predicted_verdict` compares a prediction with a test, and `check_predictions` asks the
comparator or the output validator of a problem that has one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar, Protocol

from ses_plugin.extraction import AnswerStatus, extract_answer, extract_explanation
from ses_plugin.prompts import V1, PromptSet, output_prediction_prompt
from ses_plugin.scoring.judge_comparators import (
    ACCEPTED,
    MAX_CHARACTERS,
    Comparator,
    OutputValidator,
    ValueMatch,
)
from ses_plugin.scoring.prediction_match import TOLERANCE, literal_matches, stdout_matches
from ses_plugin.strategies.flow import (
    ExecuteRequest,
    Flow,
    RequestFailed,
    Role,
    SampleRequest,
    SamplingParams,
    execute_or_failure,
    sample_or_failure,
)
from ses_plugin.types.problem import Test
from ses_plugin.types.program import ExecutionResult, Explanation, Limits, Outcome, Program

_NO_REPLY = "no reply"


@dataclass(frozen=True, slots=True)
class PredictionQuery:
    """A program and an input; `vote_index` numbers repeated queries of the same pair."""

    program: Program
    input: str
    vote_index: int = 0


class PredictionStatus(StrEnum):
    """The outcome of one prediction."""

    ANSWERED = "answered"
    NO_ANSWER = "no answer"
    """The reply contains no output."""
    TRUNCATED = "truncated"
    """The reply ended at the token limit before its output was complete."""
    PROGRAM_FAILED = "program failed"
    """The interpreter ran the program, which raised an exception or exceeded a limit."""
    NOT_PREDICTED = "not predicted"
    """There is no reply: the call failed or exceeded a budget. Neither a right nor a wrong prediction."""
    SKIPPED = "skipped"
    """No request was made, because no prediction could change the selection."""


@dataclass(frozen=True, slots=True)
class PredictedOutput:
    """One prediction of a program's output.

    Attributes:
        output: The predicted output; None unless `status` is ANSWERED.
        reply: The model's reply; "" if there is none, and for a run by the interpreter.
        reason: Why there is no output, if that is known.
    """

    status: PredictionStatus
    output: str | None = None
    reply: str = field(default="", repr=False)
    reason: str = ""

    @property
    def arrived(self) -> bool:
        """Whether a reply, or the result of a run, arrived."""
        return self.status not in (PredictionStatus.NOT_PREDICTED, PredictionStatus.SKIPPED)


SKIPPED = PredictedOutput(PredictionStatus.SKIPPED)


class Predictor(Protocol):
    """Predicts outputs of programs from a program and an input, never from the problem or expected output."""

    @property
    def votes(self) -> int:
        """The largest number of predictions for one program and input."""
        ...  # pragma: no cover

    @property
    def calls_model(self) -> bool:
        """Whether a prediction is a call of a model; otherwise it is a run of the program, which is free."""
        ...  # pragma: no cover

    def predict(self, queries: Sequence[PredictionQuery]) -> Flow[Sequence[PredictedOutput]]:
        """Predict the output of each query, all in one round."""
        ...  # pragma: no cover

    def explain(
        self, queries: Sequence[PredictionQuery], predictions: Sequence[PredictedOutput]
    ) -> Flow[Sequence[Explanation]]:
        """Return how each of the predictions, those of `queries`, came about."""
        ...  # pragma: no cover


@dataclass(frozen=True, slots=True)
class ModelPredictor:
    """Predicts outputs with a model (paper, section 3, which uses five votes in its estimates).

    With `direct` the prompt asks for the output only, without reasoning.
    """

    sampling: SamplingParams = field(default_factory=SamplingParams)
    votes: int = 1
    seed: int = 0
    direct: bool = False
    prompts: PromptSet = V1
    calls_model: ClassVar[bool] = True

    def predict(self, queries: Sequence[PredictionQuery]) -> Flow[list[PredictedOutput]]:
        """Predict the output of each query, all in one round."""
        results = yield from sample_or_failure(
            SampleRequest(
                output_prediction_prompt(query.program, query.input, self.prompts, direct=self.direct),
                Role.SIMULATE,
                self.sampling,
                seed=self.seed + query.vote_index,
            )
            for query in queries
        )
        return [self._parse_result(result) for result in results]

    def explain(
        self, queries: Sequence[PredictionQuery], predictions: Sequence[PredictedOutput]
    ) -> Flow[list[Explanation]]:
        """Return what the model's replies say before their answers. No request is made."""
        yield from ()
        texts = [extract_explanation(prediction.reply, bare=self.direct) for prediction in predictions]
        return [Explanation(text, "" if text else "the reply has only an output") for text in texts]

    def _parse_result(self, result: tuple[str, ...] | RequestFailed) -> PredictedOutput:
        if isinstance(result, RequestFailed):
            return _not_predicted(result)
        (reply,) = result
        answer = extract_answer(reply, self.sampling.max_tokens, bare=self.direct)
        output = answer.text if answer.status is AnswerStatus.ANSWERED else None
        return PredictedOutput(PredictionStatus[answer.status.name], output, reply)


@dataclass(frozen=True, slots=True)
class ExecutionPredictor:
    """Runs the program in the sandbox: the oracle."""

    limits: Limits = field(default_factory=Limits)
    votes: int = 1
    calls_model: ClassVar[bool] = False

    def predict(self, queries: Sequence[PredictionQuery]) -> Flow[list[PredictedOutput]]:
        """Predict the output of each query, all in one round."""
        runs = yield from execute_or_failure(ExecuteRequest(q.program, q.input, self.limits) for q in queries)
        return [_result_of_run(run) for run in runs]

    def explain(
        self, queries: Sequence[PredictionQuery], predictions: Sequence[PredictedOutput]
    ) -> Flow[list[Explanation]]:
        """Run the programs again, with explanations of their true runs."""
        runs = yield from execute_or_failure(
            ExecuteRequest(q.program, q.input, self.limits, explain=True) for q in queries
        )
        return [_explanation_of_run(run) for run in runs]


def _result_of_run(run: ExecutionResult | RequestFailed) -> PredictedOutput:
    if isinstance(run, RequestFailed):
        return _not_predicted(run)
    if run.outcome is Outcome.OK:
        return PredictedOutput(PredictionStatus.ANSWERED, run.output)
    return PredictedOutput(PredictionStatus.PROGRAM_FAILED, reason=run.error or run.outcome.value)


def _explanation_of_run(run: ExecutionResult | RequestFailed) -> Explanation:
    if isinstance(run, RequestFailed):
        return Explanation(reason=run.reason or _NO_REPLY)
    explanation = run.explanation or Explanation()
    return explanation if explanation.text or explanation.reason else Explanation(reason="there are no steps")


def _not_predicted(failure: RequestFailed) -> PredictedOutput:
    return PredictedOutput(PredictionStatus.NOT_PREDICTED, reason=failure.reason or _NO_REPLY)


def predicted_verdict(program: Program, test: Test, predicted: PredictedOutput) -> bool | None:
    """Return whether the predicted output matches the expected one; None if no prediction arrived."""
    return predicted_output_matches(program, test, predicted.output) if predicted.arrived else None


def predicted_output_matches(program: Program, test: Test, predicted: str | None) -> bool:
    """Return whether the predicted output matches the expected one (tolerance 1e-5, paper section 2).

    A wider tolerance of the test takes precedence. Return values are compared as in an assert: 2 equals 2.0.
    """
    if predicted is None:
        return False
    if program.entry_point is None:  # the judge's bound on length: the interpreter may predict long outputs
        return stdout_matches(predicted, test.output, tolerance=test.tolerance, most=MAX_CHARACTERS)
    tolerance = test.tolerance or 0.0
    return ValueMatch(max(TOLERANCE, tolerance), tolerance).accepts(predicted, test.output)


@dataclass(frozen=True, slots=True)
class Prediction:
    """The most frequent output of the votes; of several, the earliest. None if no vote has an output.

    `agreeing` is the number of votes for `output`.
    """

    output: str | None
    votes: tuple[PredictedOutput, ...]
    agreeing: int

    @property
    def arrived(self) -> int:
        """How many votes arrived."""
        return sum(vote.arrived for vote in self.votes)


def simulate(program: Program, text: str, predictor: Predictor) -> Flow[Prediction]:
    """Predict one output by the majority of all votes of `predictor`, requested in one round."""
    queries = [PredictionQuery(program, text, vote) for vote in range(predictor.votes)]
    return majority_vote((yield from predictor.predict(queries)), program)


def majority_vote(votes: Sequence[PredictedOutput], program: Program) -> Prediction:
    """Return the majority prediction. Outputs that match each other count as the same output."""
    same = stdout_matches if program.entry_point is None else literal_matches
    outputs = [vote.output for vote in votes if vote.output is not None]
    agreeing = [sum(same(other, output) for other in outputs) for output in outputs]
    most_votes = max(agreeing, default=0)
    return Prediction(outputs[agreeing.index(most_votes)] if outputs else None, tuple(votes), most_votes)


PredictionCheck = tuple[Program, Test, PredictedOutput]
"""A program, a test, and the program's predicted output on the test."""


def check_predictions(
    checker: Comparator | OutputValidator | None, checks: Sequence[PredictionCheck]
) -> Flow[list[bool | None]]:
    """Return for each prediction whether it passes its test; None if it did not arrive.

    A prediction that matches the expected output, by the rules for predictions, passes. Otherwise the checker
    decides: a comparator at once, an output validator in one round of runs.
    """
    verdicts = [predicted_verdict(*check) for check in checks]
    unequal = [
        (number, test, predicted.output)
        for number, (_, test, predicted) in enumerate(checks)
        if verdicts[number] is False and predicted.output is not None
    ]
    if isinstance(checker, OutputValidator):
        runs = yield from execute_or_failure(
            ExecuteRequest(checker.on(test.input, test.output), predicted, checker.limits or Limits())
            for _, test, predicted in unequal
        )
        for (number, _, _), run in zip(unequal, runs, strict=True):
            verdicts[number] = None if isinstance(run, RequestFailed) else run.exit_code == ACCEPTED
    elif checker is not None:
        for number, test, predicted in unequal:
            verdicts[number] = _accepts(checker, predicted, test.output)
    return verdicts


def _accepts(comparator: Comparator, predicted: str, expected: str) -> bool:
    try:
        return comparator.accepts(predicted, expected)
    except Exception:  # a plugin's comparator raised: the judge's verdict would be JE, not a pass
        return False
