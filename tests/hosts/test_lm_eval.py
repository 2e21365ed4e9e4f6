"""The tasks in the stock `lm_eval` command, on a tiny random model: the whole way, not the score."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from ses_plugin.cli.doctor import tasks_dir
from ses_plugin.datasets.instances import load_split
from ses_plugin.errors import UsageError
from tests.hosts.conftest import Evaluation, LmEval, RunLmEval
from tests.hosts.test_solving_tasks import evaluate

METRICS = ("pass@1", "pass@1_easy", "pass@1_medium", "pass@1_hard", "answered", "truncated")


def hf(model: Path, **more: str) -> list[str]:
    arguments = ",".join(
        f"{k}={v}" for k, v in {"pretrained": str(model), "dtype": "float32", **more}.items()
    )
    return ["--model", "hf", "--model_args", arguments, "--batch_size", "4", "--device", "cpu"]


DUMMY = ("--model", "dummy")  # lm-eval's own, for what no model has a part in: it needs no PyTorch
SHORT = ("--gen_kwargs", "max_gen_toks=16")


def test_tasks_with_a_chat_template(lm_eval: LmEval, tiny_model: Path, tmp_path: Path) -> None:
    """Both tasks beside lm-eval's own 14,000 files, and one of a user that has repeats."""
    (tmp_path / "mine.yaml").write_text(
        f"include: {tasks_dir()}/output_prediction/ses_output_pred_direct.yaml\ntask: mine\nrepeats: 2\n"
    )
    tasks = ["ses_output_pred", "ses_output_pred_direct"]
    done = lm_eval(
        *(*hf(tiny_model), "--tasks", ",".join([*tasks, "mine"]), "--include_path", str(tmp_path)),
        *("--limit", "4", *SHORT, "--apply_chat_template"),
        whole=True,
    )
    assert done.status == 0, done.text
    for task in tasks:
        for metric in METRICS:
            assert f"{metric},none" in done.results[task]
            assert f"{metric}_stderr,none" in done.results[task]
        assert done.results[task]["truncated,none"] == 1.0, "16 tokens are never enough for a random model"
        prompt = done.samples[task][0]["arguments"]["gen_args_0"]["arg_0"]
        assert load_split("test")[0].code.strip() in prompt
        assert prompt.startswith("<|user|>")
    assert done.results["mine"]["pass@2,none"] == 0.0


@pytest.fixture(scope="module")
def sampled(run_lm_eval: RunLmEval, tiny_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Evaluation:
    """Both tasks without a chat template, with few-shot examples and three samples for each instance."""
    done = run_lm_eval(
        tmp_path_factory.mktemp("sampled"),
        *(*hf(tiny_model), "--tasks", "ses_output_pred,ses_output_pred_direct", "--limit", "3", *SHORT),
        *("--num_fewshot", "3", "--metadata", '{"ses_samples": 3}'),
    )
    assert done.status == 0, done.text
    return done


def test_few_shot_examples_have_a_worked_simulation(sampled: Evaluation) -> None:
    prompt = sampled.samples["ses_output_pred"][-1]["arguments"]["gen_args_0"]["arg_0"]
    for example in load_split("fewshot")[:3]:
        assert (
            f"{example.explanation}\n\n<output>\n{example.output.rstrip()}\n</output>\n\nSimulate" in prompt
        )


def test_the_table_shows_clustered_errors(sampled: Evaluation) -> None:
    row = sampled.results["ses_output_pred"]
    value, error = (re.escape(f"{row[f'{name},none']:g}"[:5]) for name in ("truncated", "truncated_stderr"))
    assert re.search(rf"\|truncated *\|↓ *\| *{value}\d*[.0]*\|± *\| *{error}\d*[.0]*\|", sampled.text), (
        sampled.text
    )
    assert re.search(r"\|pass@1_easy *\|↑ *\| *0[.0]*\|± *\| *N/A\|", sampled.text), (
        "one instance has no error"
    )


def test_pass_at_k(sampled: Evaluation) -> None:
    assert sampled.results["ses_output_pred_direct"]["pass@3,none"] == 0.0
    replies = [reply for (reply,) in sampled.samples["ses_output_pred_direct"][0]["resps"]]
    assert len(set(replies)) == 3, "samples of a random model differ"


def test_local_cruxeval_and_the_cache(lm_eval: LmEval, tiny_model: Path, cruxeval_rows: Path) -> None:
    arguments = [
        *("--tasks", "ses_output_pred_cruxeval", *SHORT, "--num_fewshot", "1"),
        *("--metadata", json.dumps({"ses_cruxeval": str(cruxeval_rows)}), "--use_cache", "cache/answers"),
    ]
    done = lm_eval(*hf(tiny_model), *arguments)
    assert done.status == 0, done.text
    assert done.results["ses_output_pred_cruxeval"]["pass@1_easy,none"] == "N/A"
    assert "f('x', None)" in done.samples["ses_output_pred_cruxeval"][1]["arguments"]["gen_args_0"]["arg_0"]
    again = lm_eval(*DUMMY, *arguments)  # no reply comes from the model
    assert "Cached requests: 2, Requests remaining: 0" in again.text


def test_predict_only(lm_eval: LmEval) -> None:
    done = lm_eval(*DUMMY, "--tasks", "ses_output_pred", "--limit", "2", *SHORT, "--predict_only")
    assert done.status == 0, done.text
    assert "bypass" in done.text


@pytest.mark.parametrize(
    ("task", "metadata", "says"),
    [
        (
            "ses_output_pred",
            '{"ses_sed": 1}',
            "--metadata ses_sed=1: no such option; allowed: ses_simulator_args,",
        ),
        ("ses_output_pred_lcb", "{}", "cannot load livecodebench/execution-v2 from the hub"),
    ],
)
def test_bad_input_is_one_line(lm_eval: LmEval, task: str, metadata: str, says: str) -> None:
    done = lm_eval(*DUMMY, "--tasks", task, "--metadata", metadata)
    assert done.status != 0
    assert f"error: {says}" in done.text
    assert "Traceback" not in done.text


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    ("task", "metadata", "says"),
    [
        (
            "ses_output_pred",
            {"ses_k": "many"},
            "^--metadata ses_k=many: 'many' is not an integer from 1 to 1000",
        ),
        ("ses_output_pred_cruxeval", {"ses_cruxeval": "nowhere.jsonl"}, "^cannot read nowhere.jsonl"),
    ],
)
def test_bad_input_is_an_error_of_the_user(task: str, metadata: dict[str, str], says: str) -> None:
    with pytest.raises(UsageError, match=says):
        evaluate("dummy", task, **metadata)
