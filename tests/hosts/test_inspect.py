"""Inspect's own `eval` with our solver and scorer, found by their names, and a model that is scripted."""

from __future__ import annotations

from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import pytest

from tests.hosts.test_litellm import RIGHT, STATEMENT, WRONG

pytest.importorskip("inspect_ai", reason="pip install 'ses_plugin[inspect]'")
pytestmark = pytest.mark.filterwarnings("ignore")

PRIVATE = [{"input": "4711 1", "output": "4712"}, {"input": "0 0", "output": "0"}]


class Scripted:
    """Of three candidates one is right, one wrong, one no program; predictions are true; else: hello."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, Any]] = []

    def __call__(self, messages: Any, tools: Any, choice: Any, config: Any) -> Any:
        from inspect_ai.model import ModelOutput, ModelUsage

        prompt = messages[-1].text
        self.asked.append((prompt, config))
        output = ModelOutput.from_content("mockllm/model", self.text(prompt, config.seed or 0))
        # Without it Inspect counts tokens, for which it wants a file from the network.
        output.usage = ModelUsage(input_tokens=5, output_tokens=3, total_tokens=8)
        return output

    def text(self, prompt: str, seed: int) -> str:
        assert "4711" not in prompt, "a private test"
        if prompt.startswith("Simulate"):
            a, b = map(int, prompt.split("<input>\n")[1].split("\n</input>")[0].split())
            return f"<output>\n{a + b if 'sum(' in prompt else a * b}\n</output>"
        source = (WRONG, RIGHT, None)[seed % 3]
        return f"```python\n{source}\n```" if source and prompt == STATEMENT else "Hello."


def evaluated(
    script: Scripted, folder: Path, *samples: Any, solver: Any = None, epochs: int = 1, **options: Any
) -> Any:
    import inspect_ai
    from inspect_ai.dataset import Sample
    from inspect_ai.model import get_model

    from ses_plugin.adapters.inspect import passes_tests, ses

    task = inspect_ai.Task(
        dataset=[Sample(**sample) for sample in samples],
        solver=solver or ses(**options),
        scorer=passes_tests(),
        epochs=epochs,
    )
    model = get_model("mockllm/model", custom_outputs=script, memoize=False)
    (log,) = inspect_ai.eval(task, model=model, log_dir=str(folder), display="none")
    return log


POSED = {"input": STATEMENT, "metadata": {"private_tests": PRIVATE}}


def test_self_verify_is_right_where_the_plain_model_is_wrong(tmp_path: Path) -> None:
    from inspect_ai.solver import generate

    plain = evaluated(Scripted(), tmp_path, POSED, solver=generate())
    script = Scripted()
    log = evaluated(script, tmp_path, POSED, k=3)
    assert (plain.status, log.status) == ("success", "success"), log.error
    assert [one.results.scores[0].metrics["accuracy"].value for one in (plain, log)] == [0, 1]
    (sample,) = log.samples
    told = sample.store["ses"]
    assert told["verified"]
    spent = told["roles"]["solve"]["usage"]
    assert (spent["calls"], spent["prompt_tokens"], spent["completion_tokens"]) == (3, 15, 9)
    assert sample.messages[-1].text == sample.output.completion
    assert sample.scores["passes_tests"].explanation == "2 of 2 tests passed: AC AC"
    assert sample.scores["passes_tests"].metadata["time_factor"] >= 1
    assert sorted(config.seed for prompt, config in script.asked if prompt == STATEMENT) == [0, 1, 2]


def test_the_oracle_of_a_fix_explains_true_runs(tmp_path: Path) -> None:
    script = Scripted()
    options: dict[str, Any] = {
        "strategy": "self-fix",
        "oracle": True,
        "fix_feedback": "explanation",
        "turns": 2,
    }
    log = evaluated(script, tmp_path, POSED, **options)
    assert log.status == "success", log.error
    (prompt,) = [prompt for prompt, _ in script.asked if "<solution>" in prompt]
    assert "3 * 4 is 12; it prints `12`" in prompt


def test_each_epoch_draws_candidates_of_its_own(tmp_path: Path) -> None:
    script = Scripted()
    log = evaluated(script, tmp_path, POSED, k=3, epochs=2)
    assert log.status == "success", log.error
    seeds = sorted(config.seed for prompt, config in script.asked if prompt == STATEMENT)
    assert len(set(seeds)) == len(seeds) == 6
    assert seeds[:3] == [0, 1, 2]


def test_the_transcript_names_the_roles(tmp_path: Path) -> None:
    log = evaluated(Scripted(), tmp_path, POSED, k=3)
    (sample,) = log.samples
    roles = [event.role for event in sample.events if event.event == "model"]
    assert (roles.count("solve"), roles.count("simulate")) == (3, 3)
    spans = {event.name for event in sample.events if event.event == "span_begin"}
    assert {"ses solve", "ses simulate"} <= spans


def test_the_scores_have_what_the_predictions_were_worth(tmp_path: Path) -> None:
    """The wrong candidate prints 7 for 12; the liar says so of the right one only."""

    class Liar(Scripted):
        def text(self, prompt: str, seed: int) -> str:
            text = super().text(prompt, seed)
            if not prompt.startswith("Simulate"):
                return text
            return text.replace("<output>", "<output>-") if "sum(" in prompt else "<output>\n7\n</output>"

    honest, liar = (evaluated(script, tmp_path, POSED, k=3) for script in (Scripted(), Liar()))
    for log, accuracy, gap in ((honest, 1.0, 0.0), (liar, 0.0, 1.0)):
        assert log.status == "success", log.error
        metrics = log.results.scores[0].metrics
        assert (metrics["verdict_accuracy"].value, metrics["simulation_gap"].value) == (accuracy, gap)
        told = log.samples[0].scores["passes_tests"].metadata
        assert (told["verdict_accuracy"], told["simulation_gap"]) == (accuracy, gap)


def test_options_of_a_sample_and_the_oracle(tmp_path: Path) -> None:
    own = {"tests": [{"input": "2 5", "output": "10"}], "k": 2}
    sample = {"input": STATEMENT, "metadata": {"private_tests": PRIVATE, "ses": own}}
    log = evaluated(Scripted(), tmp_path, sample, oracle=True)
    (done,) = log.samples
    assert done.store["ses"]["program"] == WRONG + "\n"
    assert done.store["ses"]["roles"]["execute"]["usage"]["calls"]
    assert log.results.scores[0].metrics["accuracy"].value == 0


def test_what_poses_no_problem_is_the_plain_models(tmp_path: Path) -> None:
    script = Scripted()
    log = evaluated(script, tmp_path, {"input": "Say hello.", "metadata": {"private_tests": PRIVATE}})
    (sample,) = log.samples
    assert (sample.output.completion, len(script.asked)) == ("Hello.", 1)
    assert sample.store["ses"]["strategy"] is None
    assert sample.scores["passes_tests"].explanation == "no program in the answer"


def test_a_sample_without_tests_is_an_error_that_says_so(tmp_path: Path) -> None:
    log = evaluated(Scripted(), tmp_path, {"input": STATEMENT}, k=2)
    assert log.status == "error"
    assert "no tests in its metadata under 'private_tests'" in log.error.message


def test_inspect_finds_both_by_name(tmp_path: Path) -> None:
    if not any(entry.name == "ses_plugin" for entry in entry_points(group="inspect_ai")):
        pytest.skip("ses_plugin is not installed here, or was before it had this entry point")
    from inspect_ai.util import registry_create

    assert registry_create("solver", "ses_plugin/ses", strategy="self-fix", turns=2)
    assert registry_create("scorer", "ses_plugin/passes_tests")


class Method(Scripted):
    """Always the same right method, and an example of its use."""

    def text(self, prompt: str, seed: int) -> str:
        source = "class Solution:\n    def area(self, w, h):\n        return w * h\n"
        use = "```python\nprint(Solution().area(2, 3))\n```"
        return f"```python\n{source}```\nFor example:\n{use}\n"


def test_methods_of_class_solution_are_called(tmp_path: Path) -> None:
    from inspect_ai.solver import generate

    tests = [{"input": "2, 3", "output": "6"}, {"input": "4, 5", "output": "20"}]
    sample = {"input": "Area?", "metadata": {"private_tests": tests, "ses": {"entry_point": "area"}}}
    log = evaluated(Method(), tmp_path, sample, solver=generate())
    assert log.status == "success", log.error
    assert log.samples[0].scores["passes_tests"].explanation == "2 of 2 tests passed: AC AC"
