"""One program on one input: what a model says that it prints, by several votes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ses_plugin.comparison import same_stdout, same_value
from ses_plugin.programs import Program
from ses_plugin.strategies.flow import Flow
from ses_plugin.strategies.predict import NotPredicted, Predicted, Predictor, Question


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
    questions = [Question(program, text, vote) for vote in range(predictor.votes)]
    return counted((yield from predictor.predict(questions)), program)


def counted(votes: Sequence[Predicted], program: Program) -> Prediction:
    """Return the prediction that `votes` make. Outputs that compare as the same are one."""
    same = same_stdout if program.entry is None else same_value
    came = [vote for vote in votes if not isinstance(vote, NotPredicted)]
    given = [vote for vote in came if vote is not None]
    agreeing = [sum(same(other, vote) for other in given) for vote in given]
    most = max(agreeing, default=0)
    output = given[agreeing.index(most)] if given else None
    return Prediction(output, tuple(came), most, len(votes) - len(came))


class Noted:
    """A predictor that keeps what another one says, for a report on why a strategy chose as it did."""

    def __init__(self, predictor: Predictor) -> None:
        self._predictor = predictor
        self.said: list[tuple[Question, Predicted]] = []

    @property
    def votes(self) -> int:
        """How many times to ask the same, at most."""
        return self._predictor.votes

    def predict(self, questions: Sequence[Question]) -> Flow[Sequence[Predicted]]:
        """Answer all questions in one round, and note the answers."""
        answers = yield from self._predictor.predict(questions)
        self.said += zip(questions, answers, strict=True)
        return answers
