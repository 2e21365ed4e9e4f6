"""Predictors of program outputs: a model or, for the oracle, the interpreter.

They are the only difference between a strategy and its oracle. `simulate` takes one prediction by majority
vote, `predicted_verdict` compares one with a test.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar, Protocol

from ses_plugin.extraction import AnswerStatus, extract_answer
from ses_plugin.prompts import V1, PromptSet, output_prediction_prompt
from ses_plugin.scoring.judge_comparators import MAX_CHARACTERS, ValueMatch
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
from ses_plugin.types.program import ExecutionResult, Limits, Outcome, Program

_NO_REPLY = "no reply"


@dataclass(frozen=True, slots=True)
class PredictionQuery:
    """A program and an input; `vote_index` numbers repeated queries of the same pair."""

    program: Program
    input: str
    vote_index: int = 0


class PredictionStatus(StrEnum):
    """What became of one prediction."""

    ANSWERED = "answered"
    NO_ANSWER = "no answer"
    """The reply holds no output."""
    TRUNCATED = "truncated"
    """The reply ended at the token limit before its output was complete."""
    PROGRAM_FAILED = "program failed"
    """The interpreter ran the program, and it raised, or hit a limit."""
    NOT_PREDICTED = "not predicted"
    """No reply came: the call failed, or did not fit a budget. Neither a right nor a wrong prediction."""
    SKIPPED = "skipped"
    """Nothing was asked, because no answer could matter."""


@dataclass(frozen=True, slots=True)
class PredictedOutput:
    """One prediction of what a program prints.

    Attributes:
        output: The predicted output; None unless `status` is ANSWERED.
        reply: The model's whole reply; "" if there is none, and for a run of the interpreter.
        reason: Why there is no output, where that is known.
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
    """Predicts what programs print. It sees a program and an input, never the problem or what is expected."""

    @property
    def votes(self) -> int:
        """How many times to ask the same, at most."""
        ...  # pragma: no cover

    @property
    def calls_model(self) -> bool:
        """Whether a prediction is a call of a model, which costs, or a run of the program."""
        ...  # pragma: no cover

    def predict(self, questions: Sequence[PredictionQuery]) -> Flow[Sequence[PredictedOutput]]:
        """Answer all questions in one round."""
        ...  # pragma: no cover


@dataclass(frozen=True, slots=True)
class ModelPredictor:
    """A model predicts (paper, section 3: five votes in its estimates).

    `direct` asks for the output only, without reasoning.
    """

    sampling: SamplingParams = field(default_factory=SamplingParams)
    votes: int = 1
    seed: int = 0
    direct: bool = False
    prompts: PromptSet = V1
    calls_model: ClassVar[bool] = True

    def predict(self, questions: Sequence[PredictionQuery]) -> Flow[list[PredictedOutput]]:
        """Answer all questions in one round."""
        replies = yield from sample_or_failure(
            SampleRequest(
                output_prediction_prompt(question.program, question.input, self.prompts, direct=self.direct),
                Role.SIMULATE,
                self.sampling,
                seed=self.seed + question.vote_index,
            )
            for question in questions
        )
        return [self._read(reply) for reply in replies]

    def _read(self, reply: tuple[str, ...] | RequestFailed) -> PredictedOutput:
        if isinstance(reply, RequestFailed):
            return _not_predicted(reply)
        answer = extract_answer(reply[0], self.sampling.max_tokens, bare=self.direct)
        output = answer.text if answer.status is AnswerStatus.ANSWERED else None
        return PredictedOutput(PredictionStatus[answer.status.name], output, reply[0])


@dataclass(frozen=True, slots=True)
class ExecutionPredictor:
    """The interpreter answers: the oracle."""

    limits: Limits = field(default_factory=Limits)
    votes: int = 1
    calls_model: ClassVar[bool] = False

    def predict(self, questions: Sequence[PredictionQuery]) -> Flow[list[PredictedOutput]]:
        """Answer all questions in one round."""
        runs = yield from execute_or_failure(
            ExecuteRequest(q.program, q.input, self.limits) for q in questions
        )
        return [_result_of_run(run) for run in runs]


def _result_of_run(run: ExecutionResult | RequestFailed) -> PredictedOutput:
    if isinstance(run, RequestFailed):
        return _not_predicted(run)
    if run.outcome is Outcome.OK:
        return PredictedOutput(PredictionStatus.ANSWERED, run.output)
    return PredictedOutput(PredictionStatus.PROGRAM_FAILED, reason=run.error or run.outcome.value)


def _not_predicted(failure: RequestFailed) -> PredictedOutput:
    return PredictedOutput(PredictionStatus.NOT_PREDICTED, reason=failure.reason or _NO_REPLY)


def predicted_verdict(program: Program, test: Test, predicted: PredictedOutput) -> bool | None:
    """Return whether the predicted output is the expected one; None if no prediction arrived."""
    return predicted_output_matches(program, test, predicted.output) if predicted.arrived else None


def predicted_output_matches(program: Program, test: Test, predicted: str | None) -> bool:
    """Return whether the predicted output is the expected one (tolerance 1e-5, paper section 2).

    A wider tolerance of the test counts. Values of functions are equal as they are in an assert, and as
    judges take them: 2 is 2.0.
    """
    if predicted is None:
        return False
    if program.entry_point is None:  # no bound of predictions: the interpreter predicts, too
        return stdout_matches(predicted, test.output, tolerance=test.tolerance, most=MAX_CHARACTERS)
    allowed = test.tolerance or 0.0
    return ValueMatch(max(TOLERANCE, allowed), allowed).accepts(predicted, test.output)


@dataclass(frozen=True, slots=True)
class Prediction:
    """The output that most votes give, the earliest of several; None if no vote gives one.

    `agreeing` of the `votes` give `output`.
    """

    output: str | None
    votes: tuple[PredictedOutput, ...]
    agreeing: int

    @property
    def arrived(self) -> int:
        """How many votes arrived."""
        return sum(vote.arrived for vote in self.votes)


def simulate(program: Program, text: str, predictor: Predictor) -> Flow[Prediction]:
    """Ask `predictor` as often as it has votes, in one round, and count."""
    questions = [PredictionQuery(program, text, vote) for vote in range(predictor.votes)]
    return majority_vote((yield from predictor.predict(questions)), program)


def majority_vote(votes: Sequence[PredictedOutput], program: Program) -> Prediction:
    """Return the prediction that `votes` make. Outputs that compare as the same are one."""
    same = stdout_matches if program.entry_point is None else literal_matches
    outputs = [vote.output for vote in votes if vote.output is not None]
    agreeing = [sum(same(other, output) for other in outputs) for output in outputs]
    most = max(agreeing, default=0)
    return Prediction(outputs[agreeing.index(most)] if outputs else None, tuple(votes), most)
