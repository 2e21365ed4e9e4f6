"""Rewards, rows and episodes of training, which need no TRL."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ses_plugin.adapters import trl
from ses_plugin.adapters.trl import dataset_builder
from ses_plugin.adapters.trl.dataset_builder import MixtureConfig, build_dataset, prediction_row, solving_row
from ses_plugin.adapters.trl.episodes import (
    Segment,
    TokenizedCompletion,
    predict_output,
    run_episodes,
    solve_episode,
)
from ses_plugin.adapters.trl.rewards import output_prediction_reward, private_tests_reward
from ses_plugin.cli import main
from ses_plugin.datasets.build_splits import instances_of
from ses_plugin.datasets.instances import Instance, load_split
from ses_plugin.drivers import execute_all, run
from ses_plugin.errors import UsageError
from ses_plugin.problems.loader import load_builtin_problems as shipped_problems
from ses_plugin.problems.loader import problems_to_jsonl
from ses_plugin.prompts import fix_prompt, solve_prompt
from ses_plugin.strategies import ExecutionPredictor, FixFeedback, Role, SamplingParams, SelfFix, self_fix
from ses_plugin.strategies.flow import Completions, ExecuteRequest, Request, Response, SampleRequest
from ses_plugin.training_data import TRAIN_SEED, family_names, fresh_instances
from ses_plugin.types.problem import PrivateTests, Problem, PublicProblem, Test
from ses_plugin.types.program import Limits, Program

DOUBLE = Problem(
    id="double",
    public=PublicProblem(
        "Read a number and print it twice as large.", (Test("2\n", "4\n"), Test("5\n", "10\n"))
    ),
    private_tests=PrivateTests((Test("7\n", "14\n"), Test("0\n", "0\n"))),
    limits=Limits(wall_s=5.0, cpu_s=1),
)
RIGHT = "```python\nprint(2 * int(input()))\n```"
WRONG = "```python\nprint(2 + int(input()))\n```"
HOSTILE = [
    "",
    "\0" * 10,
    "<output>",
    "</output><output>",
    "<output>" * 50_000,
    "<think>" + "(" * 100_000,
    "```python\n" + "(" * 100_000 + "\n```",
    "```python\n" + "-" * 50_000 + "1\n```",
    "```python\nx = '\ud800'\nprint(x)\n```",
    "```python\nimport os\nos.kill(os.getppid(), 9)\n```",
    "```python\nimport sys\nwhile True: sys.stdout.write('x' * 10**6)\n```",
    "```python\nraise SystemExit(0)\n```",
    "```python\nwhile True: pass\n```",
    "9" * 5_000,
]


def chats(*texts: str) -> list[list[dict[str, Any]]]:
    return [[{"role": "assistant", "content": text}] for text in texts]


def judged(completions: Sequence[Any], problem: Problem = DOUBLE, **columns: Any) -> list[float | None]:
    count = len(completions)
    text = solving_row(problem)["problem"]
    return asyncio.run(
        private_tests_reward(completions, task=["solve"] * count, problem=[text] * count, **columns)
    )


def test_predictions_are_rewarded_by_the_projects_comparison() -> None:
    answers = {
        "so it prints <output>\n3.000001\n</output>": ("3.0", "", 1.0),
        "<output>3.1</output>": ("3.0", "", -1.0),
        "<output>[1, 2]</output>": ("[1,2]", "f", 1.0),
        "<output>(1, 2)</output>": ("[1, 2]", "f", -1.0),
        "it prints 3.0": ("3.0", "", -1.0),
        "<output>\n3.0": ("3.0", "", -1.0),  # cut off
        "<think>it will be <output>3.0</output>": ("3.0", "", -1.0),
    }
    logged: dict[str, float] = {}
    rewards = output_prediction_reward(
        [*chats(*answers), *chats(RIGHT)],
        task=["output_prediction"] * 7 + ["solve"],
        answer=[true for true, _, _ in answers.values()] + [""],
        entry=[entry for _, entry, _ in answers.values()] + [""],
        log_metric=logged.__setitem__,
        trainer_state=None,
    )
    assert rewards == [*(reward for _, _, reward in answers.values()), None]
    assert logged == {"output_prediction/accuracy": 2 / 7, "output_prediction/no_answer": 3 / 7}


def test_solutions_are_rewarded_by_private_tests() -> None:
    logged: dict[str, float] = {}
    public_alone = "```python\nn = int(input())\nprint({2: 4, 5: 10}.get(n))\n```"
    rewards = judged(chats(RIGHT, WRONG, public_alone, "no code", RIGHT), log_metric=logged.__setitem__)
    assert rewards == [1.0, -1.0, -1.0, -1.0, 1.0]
    assert logged == {"solve/private_pass": 2 / 5, "solve/no_code": 1 / 5}
    assert judged(chats("", ""), final=["print(2 * int(input()))", None]) == [1.0, -1.0]


def test_functions_are_called() -> None:
    problem = replace(
        DOUBLE,
        public=PublicProblem("Double.", (), "double", ""),
        private_tests=PrivateTests((Test("7", "14"),)),
    )
    assert judged(chats("```python\ndef double(x):\n    return 2 * x\n```", RIGHT), problem) == [1.0, -1.0]


def test_hostile_completions_are_data() -> None:
    count = len(HOSTILE)
    predicted = output_prediction_reward(
        HOSTILE, task=["output_prediction"] * count, answer=["4"] * count, entry=["f"] * count
    )
    assert predicted == [-1.0] * count
    assert judged([*chats(*HOSTILE), [{"role": "assistant", "content": None}], []]) == [-1.0] * (count + 2)


def test_rewards_are_none_for_rows_of_another_task() -> None:
    told: dict[str, Any] = {"task": ["solve"], "problem": [solving_row(DOUBLE)["problem"]]}
    assert output_prediction_reward(chats("x"), answer=[""], entry=[""], **told) == [None]
    told["task"] = ["output_prediction"]
    assert asyncio.run(private_tests_reward(chats(RIGHT), **told)) == [None]


# --- rows ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def few() -> list[Instance]:
    return [one for source in family_names(trained=True)[-2:] for one in instances_of(source, TRAIN_SEED)]


@pytest.fixture
def short_drawings(monkeypatch: pytest.MonkeyPatch, few: list[Instance]) -> None:
    monkeypatch.setattr(dataset_builder, "training_instances", lambda seed, least: few)


def problems_file(folder: Path, count: int = 60) -> Path:
    path = folder / "problems.jsonl"
    path.write_text(problems_to_jsonl(replace(DOUBLE, id=f"double/{number}") for number in range(count)))
    return path


def test_no_family_is_trained_on_and_held_back() -> None:
    names = [{source.name for source in family_names(trained=trained)} for trained in (True, False)]
    assert len(names[0]) > 80
    assert len(names[1]) > 30
    assert not names[0] & names[1]
    shown = {instance.cluster.split("/")[0] for instance in load_split("fewshot")}
    assert not shown & (names[0] | names[1])


def test_training_instances_are_not_those_of_any_evaluation(few: list[Instance]) -> None:
    evaluated = {(instance.code, instance.input) for instance in load_split("test")}
    assert not evaluated & {(instance.code, instance.input) for instance in few}
    watched = fresh_instances(2, trained=True)
    assert len({instance.cluster for instance in watched}) == 2
    assert {w.cluster.split("/")[0] for w in watched} <= {
        source.name for source in family_names(trained=True)
    }


@pytest.mark.usefixtures("short_drawings")
@pytest.mark.parametrize(("share", "weight"), [(0.15, 0.8), (0.25, 0.8)])
def test_a_mix_has_its_share_and_one_schema(tmp_path: Path, share: float, weight: float) -> None:
    mix = MixtureConfig(("embedded",), (str(problems_file(tmp_path)),), share, weight, rows=40)
    mixed = build_dataset(mix)
    predictions = [row for row in mixed.rows if row["task"] == "output_prediction"]
    assert len(mixed.rows) == 40
    assert len(predictions) == 40 * share
    assert {row["weight"] for row in predictions} == {weight}
    assert {row["weight"] for row in mixed.rows if row["task"] == "solve"} == {1.0}
    assert {tuple(row) for row in mixed.rows} == {trl.COLUMNS}
    assert not any(trl.find_problem(dict(row)) for row in mixed.rows)
    splits = mixed.splits
    clusters = [{row["cluster"] for row in part} for part in splits.values()]
    assert not clusters[0] & clusters[1]
    assert mixed == build_dataset(mix)


def test_rows_that_models_are_scored_with_are_refused() -> None:
    scored = prediction_row(load_split("test")[0], "embedded")
    assert "shipped test split" in trl.find_problem(dict(scored))
    assert "scored with" in trl.find_problem(dict(solving_row(shipped_problems()[0])))
    published = replace(DOUBLE, source="livecodebench/code_generation_lite")
    assert "scored with" in trl.find_problem(dict(solving_row(published)))


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"task": "guess"}, "allowed: output_prediction, solve"),
        ({"answer": " "}, "answer is empty"),
        ({"answer": "x</output>"}, "prediction of itself"),
        ({"weight": 0}, "above 0"),
        ({"weight": float("nan")}, "above 0"),
        ({"entry": None}, "entry is NoneType"),
        ({"prompt": "text"}, "no list of messages"),
        ({"prompt": [{"role": "user"}]}, "role and content"),
        ({"prompt": [{"role": "assistant", "content": "x"}]}, "ends with assistant"),
        ({"task": "solve", "problem": "{"}, "no JSON"),
        ({"task": "solve", "problem": '{"id": 3}'}, "KeyError"),
    ],
)
def test_a_bad_row_is_refused_with_its_reason(
    tmp_path: Path, few: list[Instance], change: dict[str, Any], reason: str
) -> None:
    good = prediction_row(few[0], "embedded")
    assert trl.find_problem(dict(good)) == ""
    path = tmp_path / "rl.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in (good, {**good, **change})))
    with pytest.raises(UsageError, match=f"row 2: .*{reason}"):
        list(trl.read_training_rows(path))


def test_ses_data_rl(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    nlex = tmp_path / "nlex.jsonl"
    program = {"program": "def f(x):\n    return x + 1", "entry": "f", "input": "1", "output": "2"}
    contest = {**program, "source": "sum.kpp/accepted/1"}
    scored = {**program, "program": load_split("test")[0].code, "source": "mine"}
    kept = [{**program, "input": str(n), "output": str(n + 1), "source": "mine"} for n in range(40)]
    nlex.write_text(
        "".join(json.dumps(row) + "\n" for row in [contest, scored, {**contest, "input": 3}, *kept])
    )
    out = tmp_path / "out"
    solved = str(problems_file(tmp_path))
    assert (
        main(["data", "rl", "--predict", str(nlex), "--solve", solved, "--share", "0.25", "--out", str(out)])
        == 0
    )
    told = capsys.readouterr()
    assert "train rows" in told.out
    assert "row 1: its program comes from a contest package" in told.err
    assert "row 2: its program is in an evaluation set: the same program" in told.err
    assert "row 3: input is int, not a text" in told.err
    found = [
        row for split in ("train", "validation") for row in trl.read_training_rows(out / f"{split}.jsonl")
    ]
    assert sum(row["task"] == "output_prediction" for row in found) == round(len(found) * 0.25)
    assert main(["data", "rl", "--out", str(out)]) == 1
    assert main(["data", "rl", "--predict", "embedded", "--out", str(out)]) == 1
    assert main(["data", "rl", "--predict", "nowhere.jsonl", "--out", str(tmp_path / "new")]) == 1
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("sources", "told"),
    [
        (
            ["--predict", "embedded", "--solve", "PROBLEMS"],
            "70 rows, not 400: .* and 60 problems, and 0.15 of",
        ),
        (["--solve", "PROBLEMS"], "60 rows, not 400: .* and 60 problems; give more sources"),
    ],
)
@pytest.mark.usefixtures("short_drawings")
def test_fewer_rows_than_wanted_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], sources: list[str], told: str
) -> None:
    named = [str(problems_file(tmp_path)) if source == "PROBLEMS" else source for source in sources]
    out = tmp_path / "out"
    assert main(["data", "rl", *named, "--rows", "400", "--out", str(out)]) == 0
    assert re.search(told, capsys.readouterr().err)
    assert re.search(told, (out / "README.md").read_text())


# --- episodes -----------------------------------------------------------------------------------------


class Scripted:
    """A model whose tokens are characters, and that answers a solve prompt and a fix prompt as told."""

    def __init__(self, first: str, second: str) -> None:
        self.first, self.second = first, second
        self.batches: list[list[str]] = []
        self.ended = 0

    def answer(self, prompt: str) -> str:
        return self.second if "<solution>" in prompt else self.first

    def encode(self, prompts: Sequence[str]) -> list[list[int]]:
        return [[ord(character) for character in prompt] for prompt in prompts]

    def decode(self, completions: Sequence[Sequence[int]]) -> list[str]:
        return ["".join(map(chr, ids)) for ids in completions]

    def generate(self, prompts: Sequence[Sequence[int]]) -> list[TokenizedCompletion]:
        texts = self.decode(prompts)
        self.batches.append(texts)
        return [TokenizedCompletion(tuple(map(ord, self.answer(text)))) for text in texts]

    def end(self) -> None:
        self.ended += 1


def shown(segment: Segment) -> tuple[Role, str, str]:
    text = "".join(map(chr, segment.prompt_ids))
    return segment.role, text, "".join(map(chr, segment.completion.ids))


def test_an_episode_is_self_fixing_as_at_inference() -> None:
    model = Scripted(WRONG, RIGHT)
    first, second = run_episodes(
        [solve_episode(DOUBLE, SamplingParams()), solve_episode(DOUBLE, SamplingParams())], model, 10_000
    )
    asked: list[str] = []

    def backend(needs: Sequence[Request]) -> list[Response]:
        asked.extend(need.prompt for need in needs if isinstance(need, SampleRequest))
        return [
            Completions((model.answer(need.prompt),))
            if isinstance(need, SampleRequest)
            else execute_all([need])[0]
            for need in needs
            if isinstance(need, SampleRequest | ExecuteRequest)
        ]

    fixed = run(self_fix(DOUBLE.public, SelfFix(2, predictor=ExecutionPredictor(DOUBLE.limits))), backend)
    assert [shown(segment)[1] for segment in first.segments] == asked
    assert first == second
    assert fixed.program is not None
    assert first.final == fixed.program.source
    assert first.passed == (False, True)
    assert [len(batch) for batch in model.batches] == [2, 2]
    assert model.ended == 1


def test_each_turn_has_a_prompt_of_its_own_with_what_really_happens() -> None:
    (episode,) = run_episodes([solve_episode(DOUBLE, SamplingParams())], Scripted(WRONG, RIGHT), 10_000)
    told = fix_prompt(DOUBLE.public, Program("print(2 + int(input()))"), ["4\n", "7\n"])
    assert [shown(segment) for segment in episode.segments] == [
        (Role.SOLVE, solve_prompt(DOUBLE.public), WRONG),
        (Role.FIX, told, RIGHT),
    ]


def test_an_episode_may_have_explanations_as_feedback() -> None:
    class Predicting(Scripted):
        def answer(self, prompt: str) -> str:
            simulated = "It doubles it.\n<output>\n5\n</output>"
            return simulated if "Simulate the execution" in prompt else super().answer(prompt)

    flows = [
        solve_episode(DOUBLE, SamplingParams(), predicted=predicted, fix_feedback=FixFeedback.EXPLANATION)
        for predicted in (False, True)
    ]
    real, predicted = run_episodes(flows, Predicting(WRONG, RIGHT), 10_000)
    assert "Simulation:\nLine 1: " in shown(real.segments[1])[1]
    assert "Simulation:\nIt doubles it.\nExpected:" in shown(predicted.segments[1])[1]


def test_predicted_feedback_is_the_models_own_and_not_trained() -> None:
    class Predicting(Scripted):
        def answer(self, prompt: str) -> str:
            return "<output>\n4\n</output>" if "Simulate the execution" in prompt else super().answer(prompt)

    model = Predicting(RIGHT, "SUBMIT")
    (episode,) = run_episodes([solve_episode(DOUBLE, SamplingParams(), predicted=True)], model, 10_000)
    assert [segment.role for segment in episode.segments] == [Role.SOLVE, Role.FIX]
    assert "Predicted:\n4\n" in shown(episode.segments[1])[1]
    assert (episode.passed, episode.end, episode.predicted) == ((), "submitted", True)
    assert [len(batch) for batch in model.batches] == [1, 2, 1]


def test_episodes_end_early() -> None:
    row = prediction_row(Instance("a", "a", "print(1)", None, "", "1"), "mine")
    flows = [
        solve_episode(DOUBLE, SamplingParams()),
        predict_output(row["prompt"][0]["content"], SamplingParams()),
    ]
    solved, predicted = run_episodes(flows, Scripted("no code at all", ""), 10_000)
    assert (len(solved.segments), solved.final, solved.passed, solved.end) == (1, None, (), "no program")
    assert (len(predicted.segments), predicted.final) == (1, None)
    (long,) = run_episodes([solve_episode(DOUBLE, SamplingParams())], Scripted(WRONG, RIGHT), 5)
    assert (long.segments, long.final) == ((), None)
