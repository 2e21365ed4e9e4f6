"""What does this program print on this input: asked of a model, or of the interpreter.

These two are the only difference between a strategy and its oracle.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from ses_plugin.comparators import MAX_CHARACTERS, Equal
from ses_plugin.comparison import TOLERANCE, same_stdout
from ses_plugin.parsing import Status, read_answer
from ses_plugin.problems import Test
from ses_plugin.programs import Limits, Outcome, Program, Ran
from ses_plugin.prompts import V1, PromptSet, output_prediction
from ses_plugin.strategies.flow import (
    Execute,
    Failed,
    Flow,
    Role,
    Sample,
    Sampling,
    execute_or_failure,
    sample_or_failure,
)

_NO_REPLY = "no reply"


@dataclass(frozen=True, slots=True)
class Question:
    """A program and an input; `vote` numbers the times that the same is asked."""

    program: Program
    text: str
    vote: int = 0


@dataclass(frozen=True, slots=True)
class NotPredicted:
    """No reply came, since the call failed or did not fit a budget: neither a right nor a wrong prediction.

    `reason` says why; it is empty if nothing was asked, since there was no need to.
    """

    reason: str = ""


Predicted = str | NotPredicted | None
"""The predicted output; None if the reply had none (or the program failed); NotPredicted without a reply."""


class Predictor(Protocol):
    """Says what programs print. It sees a program and an input, never the problem or what is expected."""

    @property
    def votes(self) -> int:
        """How many times to ask the same, at most."""
        ...  # pragma: no cover

    def predict(self, questions: Sequence[Question]) -> Flow[Sequence[Predicted]]:
        """Answer all questions in one round."""
        ...  # pragma: no cover


@dataclass(frozen=True, slots=True)
class Simulate:
    """A model predicts (paper, section 3: five votes in its estimates).

    `direct` asks for the output alone, without reasoning.
    """

    sampling: Sampling = field(default_factory=Sampling)
    votes: int = 1
    seed: int = 0
    direct: bool = False
    prompts: PromptSet = V1

    def predict(self, questions: Sequence[Question]) -> Flow[list[Predicted]]:
        """Answer all questions in one round: an output, or None where the reply has none."""
        replies = yield from sample_or_failure(
            Sample(
                output_prediction(question.program, question.text, self.prompts, direct=self.direct),
                Role.SIMULATE,
                self.sampling,
                seed=self.seed + question.vote,
            )
            for question in questions
        )
        return [self._read(reply) for reply in replies]

    def _read(self, reply: tuple[str, ...] | Failed) -> Predicted:
        if isinstance(reply, Failed):
            return NotPredicted(reply.reason or _NO_REPLY)
        answer = read_answer(reply[0], self.sampling.max_tokens, bare=self.direct)
        return answer.text if answer.status is Status.ANSWERED else None


@dataclass(frozen=True, slots=True)
class Interpret:
    """The interpreter answers: the oracle."""

    limits: Limits = field(default_factory=Limits)
    votes: int = 1

    def predict(self, questions: Sequence[Question]) -> Flow[list[Predicted]]:
        """Answer all questions in one round: an output, or None where the program failed."""
        runs = yield from execute_or_failure(Execute(q.program, q.text, self.limits) for q in questions)
        return [_output(ran) for ran in runs]


def _output(ran: Ran | Failed) -> Predicted:
    if isinstance(ran, Failed):
        return NotPredicted(ran.reason or _NO_REPLY)
    return ran.output if ran.outcome is Outcome.OK else None


def verdict(program: Program, test: Test, predicted: Predicted) -> bool | None:
    """Return whether the predicted output is the expected one; None if nothing was predicted."""
    return None if isinstance(predicted, NotPredicted) else passes(program, test, predicted)


def passes(program: Program, test: Test, predicted: str | None) -> bool:
    """Return whether the predicted output is the expected one (tolerance 1e-5, paper section 2).

    A wider tolerance of the test counts. Values of functions are equal as they are in an assert, and as
    judges take them: 2 is 2.0.
    """
    if predicted is None:
        return False
    if program.entry is None:  # no bound of predictions: the interpreter predicts, too
        return same_stdout(predicted, test.output, tolerance=test.tolerance, most=MAX_CHARACTERS)
    allowed = test.tolerance or 0.0
    return Equal(max(TOLERANCE, allowed), allowed).accepts(predicted, test.output)
