"""The tasks as lm-eval's own TaskManager builds them: what every kind of answer scores."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ses_plugin.cli.doctor import tasks_dir
from ses_plugin.errors import UsageError
from ses_plugin.execution import shared_sandbox

# lm-eval and its libraries warn as they are imported; nothing here is ours.
pytestmark = pytest.mark.filterwarnings("ignore")


def load(name: str, **metadata: Any) -> Any:
    from lm_eval.tasks import TaskManager

    # Without lm-eval's own 14,000 files of tasks, which take it seconds to read each time.
    ours = TaskManager(metadata=metadata, include_path=tasks_dir(), include_defaults=False)
    return ours.load([name])["tasks"][name]


def right(task: Any, doc: dict[str, Any], *replies: str) -> float:
    value = task.process_results(doc, list(replies))["pass@1"]
    assert isinstance(value, float)
    return value


@pytest.fixture(scope="module")
def task() -> Any:
    return load("ses_output_pred")


def test_gold_answers_are_right_and_echoes_are_not(task: Any) -> None:
    for doc in task.test_docs():
        assert right(task, doc, task.doc_to_target(doc)) == 1.0
        call = f"{doc['entry']}({doc['input']})"
        for echo in (call, doc["code"], doc["input"]):
            assert right(task, doc, f"<output>\n{echo}\n</output>") == 0.0
            assert right(task, doc, echo) == 0.0


@pytest.mark.parametrize(
    ("reply", "metrics"),
    [
        ("<think>steps</think>{gold}", {"pass@1": 1.0, "answered": 1.0, "truncated": 0.0}),
        ("steps</think>{gold}", {"pass@1": 1.0, "answered": 1.0, "truncated": 0.0}),
        ("<think>steps {gold}", {"pass@1": 0.0, "answered": 0.0, "truncated": 1.0}),
        ("", {"pass@1": 0.0, "answered": 0.0, "truncated": 0.0}),
        ("It prints a lot.", {"pass@1": 0.0, "answered": 0.0, "truncated": 0.0}),
        ("then x is 3, " * 400, {"pass@1": 0.0, "answered": 0.0, "truncated": 1.0}),
    ],
)
def test_reasoning_and_missing_answers(task: Any, reply: str, metrics: dict[str, float]) -> None:
    doc = task.test_docs()[0]
    result = task.process_results(doc, [reply.replace("{gold}", task.doc_to_target(doc))])
    assert {name: result[name] for name in metrics} == metrics


def test_a_direct_answer_needs_no_tags() -> None:
    direct = load("ses_output_pred_direct")
    for doc in direct.test_docs():
        assert right(direct, doc, doc["output"]) == 1.0
        assert right(direct, doc, f"```\n{doc['output']}\n```") == 1.0
        for echo in (f"{doc['entry']}({doc['input']})", doc["code"], doc["input"]):
            assert right(direct, doc, echo) == 0.0


def test_k_samples() -> None:
    task = load("ses_output_pred", ses_samples=4)
    doc = task.test_docs()[0]
    gold = task.doc_to_target(doc)
    result = task.process_results(doc, [gold, "no", "no", "no"])
    assert (result["pass@1"], result["pass@4"]) == (0.25, 1.0)
    requests = task.construct_requests(doc, "prompt", metadata=("ses_output_pred", 0, 1))
    assert [request.idx for request in requests] == [0, 1, 2, 3]
    assert all(request.args[1]["do_sample"] for request in requests)


def test_published_sets_from_local_files(tmp_path: Path, cruxeval_rows: Path) -> None:
    crux = load("ses_output_pred_cruxeval", ses_cruxeval=str(cruxeval_rows))
    for doc in crux.test_docs():
        assert right(crux, doc, crux.doc_to_target(doc)) == 1.0
        assert right(crux, doc, f"<output>f({doc['input']})</output>") == 0.0
    row = {
        "id": "sample_0",
        "question_id": 1,
        "code": "def add(a, b):\n    return a + b",
        "function_name": "add",
        "input": "add(a = 1, b = 2)",
        "output": "3",
        "difficulty": "easy",
    }
    path = tmp_path / "lcb.jsonl"
    path.write_text(json.dumps(row))
    lcb = load("ses_output_pred_lcb", ses_lcb=str(path))
    doc = lcb.test_docs()[0]
    assert "add(a = 1, b = 2)" in lcb.doc_to_text(doc)
    assert lcb.process_results(doc, ["<output>3</output>"])["pass@1_easy"] == 1.0
    path.write_text("")
    with pytest.raises(UsageError, match="has no rows"):
        load("ses_output_pred_lcb", ses_lcb=str(path))


def test_every_task_has_a_version_and_says_what_is_better() -> None:
    for name in ("ses_output_pred", "ses_output_pred_direct"):
        task = load(name)
        assert task.VERSION == 1.0
        better = task.higher_is_better()
        assert better["pass@1"]
        assert not better["truncated"]
        json.dumps(task.dump_config(), default=str)


def test_the_results_of_a_task_that_judges_say_how_time_limits_were_scaled() -> None:
    assert load("ses_solve").dump_config()["time_factor"] == shared_sandbox().time_factor
    assert "time_factor" not in load("ses_output_pred").dump_config()
