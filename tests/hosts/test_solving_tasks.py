"""The solving tasks through lm-eval's own evaluator, with a model that knows the answers."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from ses_plugin.cli.tasks_dir import tasks_dir
from ses_plugin.datasets.problem_rows import shipped
from ses_plugin.datasets.sources import sources
from ses_plugin.errors import UsageError
from ses_plugin.execution import shared
from ses_plugin.programs import Program

pytestmark = pytest.mark.filterwarnings("ignore")

LIMIT = 4
SHOWN = re.compile(r"<program>\n(.*?)\n</program>\n\n<input>\n(.*?)\n</input>", re.DOTALL)
PREDICTED = re.compile(r"Expected:\n(.*?)\nPredicted:\n(.*?)\n</test>", re.DOTALL)


def fenced(source: str) -> str:
    return f"Thus:\n```python\n{source}\n```"


def scripted(lies: bool = False) -> Any:
    """A model that writes right and wrong programs in turn, simulates truly (or never), and fixes rightly."""
    from lm_eval.api.model import LM

    statements = {problem.task.statement: problem.id.removeprefix("ses/") for problem in shipped()}
    programs = {source.name: source.programs for source in sources()}

    class Scripted(LM):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.prompts: list[str] = []
            self.calls = 0

        def generate_until(self, requests: Any) -> list[str]:
            self.calls += 1
            prompts = [request.args[0] for request in requests]
            self.prompts += prompts
            return [self.answer(prompt, number) for number, prompt in enumerate(prompts)]

        def answer(self, prompt: str, number: int) -> str:
            if shown := SHOWN.search(prompt):
                ran = shared().run(Program(shown[1]), shown[2] + "\n")
                return "<output>wrong</output>" if lies else f"<output>\n{ran.stdout}</output>"
            name = next(name for text, name in statements.items() if text in prompt)
            if "Predicted:" not in prompt:
                return fenced(programs[name][("wrong_1", "correct_2", "wrong_2")[number % 3]].source)
            right = all(expected == predicted for expected, predicted in PREDICTED.findall(prompt))
            return "SUBMIT" if right else fenced(programs[name]["correct_1"].source)

        loglikelihood = loglikelihood_rolling = None

    return Scripted()


def evaluate(model: Any, task: str, **metadata: Any) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    import lm_eval
    from lm_eval.tasks import TaskManager

    # Without lm-eval's own 14,000 files of tasks, which take it seconds to read each time.
    ours = TaskManager(metadata=metadata, include_path=tasks_dir(), include_defaults=False)
    done = lm_eval.simple_evaluate(
        model=model,
        tasks=[task],
        limit=LIMIT,
        metadata=metadata,
        task_manager=ours,
        confirm_run_unsafe_code=True,
    )
    results = {k.removesuffix(",none"): v for k, v in done["results"][task].items()}
    return results, done["samples"][task]


@pytest.fixture(scope="module")
def verified() -> tuple[Any, dict[str, Any], list[dict[str, Any]]]:
    model = scripted()
    return model, *evaluate(model, "ses_self_verify", ses_k=3)


def test_self_verify_with_a_true_simulator_is_its_oracle(verified: Any) -> None:
    _, results, _ = verified
    assert results["pass@1"] == pytest.approx(1 / 3)
    assert results["pass@3"] == 1.0
    assert results["best@3_simulate"] == results["best@3_exec"] > results["pass@1"]
    assert results["simulation_gap"] == 0.0
    assert results["verdict_accuracy"] == 1.0


def test_a_round_is_one_call_of_the_model(verified: Any) -> None:
    model, _, _ = verified
    assert model.calls <= 1 + max(len(problem.task.public) for problem in shipped())


def test_no_private_test_reaches_a_prompt(verified: Any) -> None:
    model, _, samples = verified
    for sample in samples:
        public = [text for test in sample["doc"]["public"] for text in test]
        for text in (text for test in sample["doc"]["private"] for text in test):
            if len(text) > 20 and not any(text.strip() in shown for shown in public):
                assert not any(text.strip() in prompt for prompt in model.prompts)


def test_a_simulator_that_is_always_wrong_chooses_by_chance() -> None:
    results, samples = evaluate(scripted(lies=True), "ses_self_verify", ses_k=3, ses_votes=2)
    assert results["best@3_simulate"] == pytest.approx(results["pass@1"])
    assert results["simulation_gap"] > 0
    logged = json.loads(samples[0]["resps"][0][0])
    assert logged["tied"] == [0, 1, 2]


def test_self_fix_repairs_what_its_simulation_shows() -> None:
    results, _ = evaluate(scripted(), "ses_self_fix", ses_turns=3)
    assert results["final_public_pass@1"] == 1.0
    assert results["final_pass@1"] >= results["initial_pass@1"]
    assert results["broken"] == 0.0
    assert results["fixed"] + results["kept_right"] == pytest.approx(results["final_pass@1"])
    assert results["submitted"] == 1.0


def test_plain_solving() -> None:
    results, _ = evaluate(scripted(), "ses_solve", ses_k=3)
    assert results["pass@1"] == pytest.approx(1 / 3)
    assert results["pass@3"] == 1.0


def test_a_strategy_by_its_name() -> None:
    results, samples = evaluate(scripted(), "ses_strategy", ses_strategy="self-verify", ses_k=3)
    assert results["public_pass@1"] == results["has_program"] == 1.0
    assert "program" in json.loads(samples[0]["resps"][0][0])
    plain, _ = evaluate(scripted(), "ses_strategy", ses_strategy="solve")
    assert plain["public_pass@1"] < results["public_pass@1"]
    assert plain["pass@1"] < results["pass@1"]
    for metadata, says in (
        (
            {},
            "name a strategy: --metadata ses_strategy=NAME; built in are solve, self-verify,",
        ),
        (
            {"ses_strategy": "best"},
            "no strategy 'best' is known; known: solve, self-verify, self-fix",
        ),
        ({"ses_strategy": "solve", "ses_options": "x"}, "ses_options=x: give an object of JSON"),
        ({"ses_strategy": "solve", "ses_options": {"x": 1}}, "strategy option 'x': no such option; allowed"),
        ({"ses_strategy": "solve", "ses_prompts": "v9"}, "no prompt set 'v9' is known; known: v1"),
    ):
        with pytest.raises(UsageError, match=says):
            evaluate(scripted(), "ses_strategy", **metadata)


def test_a_model_that_says_nothing() -> None:
    model = scripted()
    model.answer = lambda prompt, number: ""
    for task in ("ses_solve", "ses_self_verify", "ses_self_fix"):
        results, _ = evaluate(model, task, ses_k=2)
        assert results.get("has_program", 0.0) == 0.0
        assert results.get("pass@1", 0.0) == results.get("final_pass@1", 0.0) == 0.0
