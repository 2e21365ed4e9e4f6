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
from ses_plugin.programs import Limits, Outcome, Program
from ses_plugin.prompts import V1, PromptSet, output_prediction
from ses_plugin.strategies.flow import Execute, Flow, Role, Sample, Sampling, execute, sample


@dataclass(frozen=True, slots=True)
class Question:
    """A program and an input; `vote` numbers the times that the same is asked."""

    program: Program
    text: str
    vote: int = 0


class Predictor(Protocol):
    """Says what programs print. It sees a program and an input, never the problem or what is expected."""

    @property
    def votes(self) -> int:
        """How many times to ask the same, at most."""
        ...  # pragma: no cover

    def predict(self, questions: Sequence[Question]) -> Flow[list[str | None]]:
        """Answer all questions in one round: an output, or None."""
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

    def predict(self, questions: Sequence[Question]) -> Flow[list[str | None]]:
        """Answer all questions in one round: an output, or None where the model gave none."""
        replies = yield from sample(
            Sample(
                output_prediction(question.program, question.text, self.prompts, direct=self.direct),
                Role.SIMULATE,
                self.sampling,
                seed=self.seed + question.vote,
            )
            for question in questions
        )
        return [self._read(texts) for texts in replies]

    def _read(self, texts: tuple[str, ...]) -> str | None:
        if not texts:
            return None
        answer = read_answer(texts[0], self.sampling.max_tokens, bare=self.direct)
        return answer.text if answer.status is Status.ANSWERED else None


@dataclass(frozen=True, slots=True)
class Interpret:
    """The interpreter answers: the oracle."""

    limits: Limits = field(default_factory=Limits)
    votes: int = 1

    def predict(self, questions: Sequence[Question]) -> Flow[list[str | None]]:
        """Answer all questions in one round: an output, or None where the program failed."""
        runs = yield from execute(Execute(q.program, q.text, self.limits) for q in questions)
        return [ran.output if ran is not None and ran.outcome is Outcome.OK else None for ran in runs]


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
