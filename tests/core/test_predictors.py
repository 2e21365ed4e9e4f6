from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ses_plugin.drivers import run
from ses_plugin.scoring.prediction_match import Difference, first_difference, stdout_matches
from ses_plugin.strategies import Completions, ModelPredictor, SamplingParams
from ses_plugin.strategies.predictors import RecordingPredictor, majority_vote, simulate
from ses_plugin.types.program import Program

PROGRAM = Program("print(1)")


def test_the_output_of_most_votes_is_the_prediction() -> None:
    assert majority_vote(["2", None, "1", "1.0", " "], PROGRAM).output == "1"
    assert majority_vote(["2", None, "1", "1.0"], PROGRAM).agreeing == 2
    assert majority_vote(["2", "1"], PROGRAM).output == "2"
    assert majority_vote([None, None], PROGRAM) == majority_vote([None, None], Program("", "f"))
    assert majority_vote([None], PROGRAM).output is None
    assert majority_vote(["{1, 2}", "{2, 1}"], Program("", "f")).agreeing == 2


def test_all_votes_are_one_round_and_are_noted() -> None:
    rounds = []

    def model(needs: object) -> list[Completions]:
        assert isinstance(needs, tuple)
        rounds.append([need.seed for need in needs])
        return [Completions((f"<output>{need.seed % 2}</output>",)) for need in needs]

    noted = RecordingPredictor(ModelPredictor(SamplingParams(), votes=3, seed=10))
    prediction = run(simulate(PROGRAM, "in", noted), model)
    assert (prediction.output, prediction.votes, prediction.agreeing) == ("0", ("0", "1", "0"), 2)
    assert rounds == [[10, 11, 12]]
    assert [(question.input, said) for question, said in noted.predictions] == [
        ("in", "0"),
        ("in", "1"),
        ("in", "0"),
    ]


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
