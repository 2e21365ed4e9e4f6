"""Predictors of program outputs: a model or, for the oracle, the interpreter.

They are the only difference between a strategy and its oracle. `simulate` takes one prediction by majority
vote, `predicted_verdict` compares one with a test, and `RecordingPredictor` keeps predictions for a report.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

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


@dataclass(frozen=True, slots=True)
class NotPredicted:
    """No reply came, since the call failed or did not fit a budget: neither a right nor a wrong prediction.

    `reason` says why; it is empty if nothing was asked because it was not necessary.
    """

    reason: str = ""


PredictedOutput = str | NotPredicted | None
"""The predicted output; None if the reply had none (or the program failed); NotPredicted without a reply."""


class Predictor(Protocol):
    """Says what programs print. It sees a program and an input, never the problem or what is expected."""

    @property
    def votes(self) -> int:
        """How many times to ask the same, at most."""
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

    def predict(self, questions: Sequence[PredictionQuery]) -> Flow[list[PredictedOutput]]:
        """Answer all questions in one round: an output, or None where the reply has none."""
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
            return NotPredicted(reply.reason or _NO_REPLY)
        answer = extract_answer(reply[0], self.sampling.max_tokens, bare=self.direct)
        return answer.text if answer.status is AnswerStatus.ANSWERED else None


@dataclass(frozen=True, slots=True)
class ExecutionPredictor:
    """The interpreter answers: the oracle."""

    limits: Limits = field(default_factory=Limits)
    votes: int = 1

    def predict(self, questions: Sequence[PredictionQuery]) -> Flow[list[PredictedOutput]]:
        """Answer all questions in one round: an output, or None where the program failed."""
        runs = yield from execute_or_failure(
            ExecuteRequest(q.program, q.input, self.limits) for q in questions
        )
        return [_output(ran) for ran in runs]


def _output(ran: ExecutionResult | RequestFailed) -> PredictedOutput:
    if isinstance(ran, RequestFailed):
        return NotPredicted(ran.reason or _NO_REPLY)
    return ran.output if ran.outcome is Outcome.OK else None


def predicted_verdict(program: Program, test: Test, predicted: PredictedOutput) -> bool | None:
    """Return whether the predicted output is the expected one; None if nothing was predicted."""
    return None if isinstance(predicted, NotPredicted) else predicted_output_matches(program, test, predicted)


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

    `votes` has what each reply gave, None for no answer; `agreeing` of them are for `output`. To further
    `not_predicted` votes no reply came.
    """

    output: str | None
    votes: tuple[str | None, ...]
    agreeing: int
    not_predicted: int = 0


def simulate(program: Program, text: str, predictor: Predictor) -> Flow[Prediction]:
    """Ask `predictor` as often as it has votes, in one round, and count."""
    questions = [PredictionQuery(program, text, vote) for vote in range(predictor.votes)]
    return majority_vote((yield from predictor.predict(questions)), program)


def majority_vote(votes: Sequence[PredictedOutput], program: Program) -> Prediction:
    """Return the prediction that `votes` make. Outputs that compare as the same are one."""
    same = stdout_matches if program.entry_point is None else literal_matches
    came = [vote for vote in votes if not isinstance(vote, NotPredicted)]
    given = [vote for vote in came if vote is not None]
    agreeing = [sum(same(other, vote) for other in given) for vote in given]
    most = max(agreeing, default=0)
    output = given[agreeing.index(most)] if given else None
    return Prediction(output, tuple(came), most, len(votes) - len(came))


class RecordingPredictor:
    """Records the predictions of another predictor, to report why a strategy chose a candidate."""

    def __init__(self, predictor: Predictor) -> None:
        self._predictor = predictor
        self.predictions: list[tuple[PredictionQuery, PredictedOutput]] = []

    @property
    def votes(self) -> int:
        """How many times to ask the same, at most."""
        return self._predictor.votes

    def predict(self, questions: Sequence[PredictionQuery]) -> Flow[Sequence[PredictedOutput]]:
        """Answer all questions in one round, and record the answers."""
        answers = yield from self._predictor.predict(questions)
        self.predictions += zip(questions, answers, strict=True)
        return answers
