from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ses_plugin.drivers import run
from ses_plugin.scoring.prediction_match import Difference, first_difference, stdout_matches
from ses_plugin.strategies import Completions, ModelPredictor, SamplingParams
from ses_plugin.strategies.predictors import (
    PredictedOutput,
    Prediction,
    PredictionStatus,
    majority_vote,
    simulate,
)
from ses_plugin.types.program import Program

PROGRAM = Program("print(1)")


def test_the_output_of_most_votes_is_the_prediction() -> None:
    assert vote("2", None, "1", "1.0", " ").output == "1"
    assert vote("2", None, "1", "1.0").agreeing == 2
    assert vote("2", "1").output == "2"
    assert vote(None, None) == vote(None, None, program=Program("", "f"))
    assert vote(None).output is None
    assert vote("{1, 2}", "{2, 1}", program=Program("", "f")).agreeing == 2


def vote(*outputs: str | None, program: Program = PROGRAM) -> Prediction:
    statuses = (
        PredictionStatus.NO_ANSWER if output is None else PredictionStatus.ANSWERED for output in outputs
    )
    return majority_vote([PredictedOutput(*pair) for pair in zip(statuses, outputs, strict=True)], program)


def test_all_votes_are_one_round() -> None:
    rounds = []

    def model(needs: object) -> list[Completions]:
        assert isinstance(needs, tuple)
        rounds.append([need.seed for need in needs])
        return [Completions((f"<output>{need.seed % 2}</output>",)) for need in needs]

    predictor = ModelPredictor(SamplingParams(), votes=3, seed=10)
    prediction = run(simulate(PROGRAM, "in", predictor), model)
    assert (prediction.output, prediction.agreeing, prediction.arrived) == ("0", 2, 3)
    assert [vote.output for vote in prediction.votes] == ["0", "1", "0"]
    assert prediction.votes[1].reply == "<output>1</output>"
    assert rounds == [[10, 11, 12]]


def test_where_outputs_differ_first() -> None:
    assert first_difference("1\n2\n", "1\n3") == Difference(2, "2", "3")
    assert first_difference("1", "1\n2") == Difference(2, None, "2")
    assert first_difference("\n1 \n2\n\n", "1\n2") is None
    assert first_difference("1.0000001", "1") is None
    long = "1 " * 100_000
    assert first_difference(long, long) == Difference(1, long, long)


@given(st.text("ab1. \n", max_size=12), st.text("ab1. \n", max_size=12))
def test_outputs_differ_somewhere_unless_they_are_the_same(predicted: str, true: str) -> None:
    assert (first_difference(predicted, true) is None) == stdout_matches(predicted, true)
