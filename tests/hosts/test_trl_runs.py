"""A run of `ses train` as a whole: precision, the best checkpoint, a second start, what is refused."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from ses_plugin.adapters.trl.rewards import output_prediction_reward
from ses_plugin.cli import main
from ses_plugin.datasets.instances import Instance
from tests.hosts.test_trl import (
    CHATS,
    END,
    GRPO,
    PREDICTED,
    SOLVED,
    as_json,
    batches_of,
    config_of,
    history,
    scripted,
    tiny_model,
)
from tests.hosts.test_trl_data import RIGHT

pytestmark = pytest.mark.filterwarnings("ignore")  # torch, transformers and TRL have many


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_model(tmp_path_factory.mktemp("trl") / "tiny")


def weights(folder: Path) -> dict[str, Any]:
    from safetensors.torch import load_file

    found: dict[str, Any] = load_file(folder / "model.safetensors")
    return found


def same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return all(bool((one[name] == other[name]).all()) for name in one)


# --- the best checkpoint ------------------------------------------------------------------------------

EVALUATED = {
    "max_steps": 3, "per_device_train_batch_size": 2, "max_length": 200, "eval_strategy": "steps",
    "eval_steps": 1, "dataset_test_split": "validation", "save_strategy": "steps", "save_steps": 1,
    "watch_instances": 1, "watch_tokens": 2, "load_best_model_at_end": True, "learning_rate": 1e-2,
}  # fmt: skip


@pytest.mark.parametrize("named", [True, False])
def test_of_checkpoints_that_predict_nothing_the_first_is_not_kept(
    tmp_path: Path,
    model: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    named: bool,
) -> None:
    from ses_plugin.adapters.trl import train

    shown = Instance("a", "a", "print(1)", None, "", "1")
    monkeypatch.setattr(train, "fresh_instances", lambda count, *, trained: [shown] * count)
    data = as_json(as_json(tmp_path / "data", CHATS), CHATS[:2], "validation")
    keys = {**EVALUATED, **({"metric_for_best_model": "output_prediction_accuracy"} if named else {})}
    assert main(["train", "sft", "--config", config_of(tmp_path, model, data, **keys)]) == 0
    out = tmp_path / "out"
    losses = [entry["eval_loss"] for entry in history(out) if "eval_loss" in entry]
    assert losses == sorted(losses, reverse=True)
    assert same(weights(out), weights(out / "checkpoint-3"))
    assert not same(weights(out), weights(out / "checkpoint-1"))
    told = capsys.readouterr().out
    assert "kept: step 3 of 3, output_prediction_accuracy 0; 2 of 3 evaluations are no better" in told


class Recorded:
    """A trainer as transformers has it, as far as it chooses the best."""

    def __init__(self) -> None:
        self.args = SimpleNamespace(metric_for_best_model="accuracy", load_best_model_at_end=True)
        self.state = SimpleNamespace(best_metric=None, best_global_step=None, global_step=0, log_history=[])

    def _determine_best_metric(self, metrics: dict[str, float], trial: object) -> bool:
        better: bool = self.state.best_metric is None or metrics["eval_accuracy"] > self.state.best_metric
        if better:
            self.state.best_metric, self.state.best_global_step = (
                metrics["eval_accuracy"],
                self.state.global_step,
            )
        return better


@pytest.mark.parametrize(
    ("evaluations", "best"),
    [
        ([(0, 3.0), (0, 1.0), (0, 2.0)], 2),
        ([(0, 3.0), (0.5, 4.0), (0, 1.0)], 2),
        ([(0.5, 3.0), (0.5, 4.0), (0.5, 3.0)], 3),
        ([(0, None), (0, None)], 2),
    ],
)
def test_ties_go_to_the_smaller_loss_or_the_newer(
    evaluations: list[tuple[float, float | None]], best: int
) -> None:
    from ses_plugin.adapters.trl.eval_callback import BestCheckpoint

    class Trainer(BestCheckpoint, Recorded):
        pass

    trainer = Trainer()
    for step, (accuracy, loss) in enumerate(evaluations, 1):
        trainer.state.global_step = step
        trainer._determine_best_metric(
            {"eval_accuracy": accuracy, **({} if loss is None else {"eval_loss": loss})}, None
        )
    assert trainer.state.best_global_step == best


# --- a second start -----------------------------------------------------------------------------------


def test_a_finished_training_is_left_as_it_is(
    tmp_path: Path, model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    keys = {"max_steps": 3, "per_device_train_batch_size": 2, "max_length": 200, "learning_rate": 1e-2}
    data = as_json(tmp_path / "data", CHATS)
    config = config_of(tmp_path, model, data, **keys, save_strategy="steps", save_steps=2)
    assert main(["train", "sft", "--config", config]) == 0
    out = tmp_path / "out"
    before = {path: path.stat().st_mtime_ns for path in out.rglob("*")}
    capsys.readouterr()
    assert main(["train", "sft", "--config", config]) == 0
    assert "finished; nothing was done" in capsys.readouterr().out
    assert {path: path.stat().st_mtime_ns for path in out.rglob("*")} == before
    assert main(["train", "sft", "--config", config, "--", "--max_steps", "5"]) == 1
    assert "other settings (max_steps: 3 there, 5 here)" in capsys.readouterr().err
    more = ["--max_steps", "5", "--resume_from_checkpoint", str(out / "checkpoint-3")]
    assert main(["train", "sft", "--config", config, "--", *more]) == 0
    assert [entry["step"] for entry in history(out) if "loss" in entry] == [1, 2, 3, 4, 5]


def test_a_kill_before_the_end_is_noted_trains_no_step_more(tmp_path: Path, model: Path) -> None:
    from ses_plugin.adapters.trl.train import FINISHED

    keys = {"max_steps": 2, "per_device_train_batch_size": 2, "max_length": 200, "learning_rate": 1e-2}
    data = as_json(tmp_path / "data", CHATS)
    config = config_of(tmp_path, model, data, **keys, save_strategy="steps", save_steps=1)
    assert main(["train", "sft", "--config", config]) == 0
    out = tmp_path / "out"
    before = weights(out)
    for name in (FINISHED, "model.safetensors"):
        (out / name).unlink()
    assert main(["train", "sft", "--config", config]) == 0
    assert same(weights(out), before)
    assert (out / FINISHED).is_file()


# --- rewards ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["grpo", "self-rlef"])
def test_what_was_cut_off_is_wrong_even_after_a_right_answer(
    tmp_path: Path, model: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    from ses_plugin.adapters.trl.grpo_trainers import SelfRLEFTrainer, WeightedGRPOTrainer

    def answers(prompt: str, number: int) -> str:
        if "<solution>" in prompt:
            return "SUBMIT" + END
        right = "<output>1</output>" if "Simulate" in prompt else RIGHT
        return right + (END if number % 2 else "\nThis is so, since")

    trainer = WeightedGRPOTrainer if kind == "grpo" else SelfRLEFTrainer
    monkeypatch.setattr(trainer, "_generate_single_turn", scripted(answers))
    batches = batches_of(trainer, monkeypatch)
    config = config_of(tmp_path, model, as_json(tmp_path / "data", [PREDICTED, SOLVED] * 3), **GRPO)
    assert main(["train", kind, "--config", config]) == 0
    predicted = batches[0]["advantages"][:4].tolist()
    assert predicted[0] == predicted[2] < 0 < predicted[1] == predicted[3]
    log = [entry for entry in history(tmp_path / "out") if "loss" in entry]
    assert log[0]["rewards/output_prediction_reward/mean"] == 0.0
    assert log[0]["output_prediction/no_answer"] == 0.5
    # A solution that was cut off has no reward in GRPO; an episode ends by its second turn, which is whole.
    assert log[0]["rewards/private_tests_reward/mean"] == (0.0 if kind == "grpo" else 1.0)


def test_rewards_without_the_column_are_told_by_the_text() -> None:
    told: dict[str, Any] = {"task": ["output_prediction"], "answer": ["1"], "entry": [""]}
    text = "<output>1</output> and so on"
    assert output_prediction_reward([text], **told) == [1.0]
    assert output_prediction_reward([text], **told, truncated=[True]) == [-1.0]


# --- precision ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("able", "expected"),
    [
        ({"avx512_f": True, "avx512_bf16": False}, ("float32", False)),
        ({"amx_bf16": True}, ("bfloat16", True)),
    ],
)
@pytest.mark.parametrize("name", ["small/sft", "small/grpo_output", "small/grpo_joint", "small/self_rlef"])
def test_recipes_compute_with_what_the_processor_has(
    monkeypatch: pytest.MonkeyPatch, able: dict[str, bool], expected: tuple[str, bool], name: str
) -> None:
    import torch

    from ses_plugin.adapters.trl.train_config import parse_train_config

    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: able)
    kind = {"sft": "sft", "self_rlef": "self-rlef"}.get(name.split("/")[1], "grpo")
    told = parse_train_config(kind, name, ["--use_cpu", "true"])
    assert (told.model.dtype, told.training.bf16) == expected
    assert told.precision.startswith(f"{expected[0]} (dtype: auto, and this processor ")
    asked = parse_train_config(kind, name, ["--use_cpu", "true", "--dtype", "bfloat16"])
    assert asked.model.dtype == "bfloat16"
    assert ("so this is slow: set dtype: auto" in asked.precision) == (not expected[1])


def test_a_run_says_what_it_computes_with(
    tmp_path: Path, model: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    import torch

    monkeypatch.setattr(torch.cpu, "get_capabilities", dict)
    data = as_json(tmp_path / "data", CHATS)
    config = config_of(tmp_path, model, data, max_steps=1, max_length=200, dtype="auto")
    assert main(["train", "sft", "--config", config]) == 0
    told = capsys.readouterr().out
    assert "precision: float32 (dtype: auto, and this processor has no instructions for bfloat16)" in told
    assert {str(tensor.dtype) for tensor in weights(tmp_path / "out").values()} == {"torch.float32"}


# --- recipes and estimates ----------------------------------------------------------------------------


def test_trls_own_command_takes_the_shipped_recipe_on_a_cpu(tmp_path: Path, model: Path) -> None:
    from ses_plugin.adapters.trl.train_config import RECIPES

    data = as_json(as_json(tmp_path / "nlex-data", CHATS), CHATS[:2], "validation")
    small = ["--max_steps", "1", "--eval_steps", "1", "--save_steps", "1", "--max_length", "200"]
    command = [sys.executable, "-m", "trl.cli.main", "sft", "--config", str(RECIPES / "small" / "sft.yaml")]
    command += ["--model_name_or_path", str(model), "--dataset_name", str(data), *small]
    done = subprocess.run(
        [*command, "--output_dir", str(tmp_path / "out")],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    assert (tmp_path / "out" / "adapter_model.safetensors").is_file()


@pytest.mark.parametrize("kind", ["sft", "grpo"])
def test_the_estimate_is_in_seconds_of_this_machine(
    tmp_path: Path, model: Path, capsys: pytest.CaptureFixture[str], kind: str
) -> None:
    keys = {"max_steps": 2, "per_device_train_batch_size": 4, "max_length": 200} if kind == "sft" else GRPO
    data = as_json(tmp_path / "data", CHATS if kind == "sft" else [PREDICTED] * 6)
    config = config_of(tmp_path, model, data, **keys)
    assert main(["train", kind, "--config", config, "--dry-run"]) == 0
    told = capsys.readouterr().out
    speed = re.search(r"speed: ([\d,]+) tokens a second and process, measured here on 2 of 2 layers", told)
    assert speed is not None
    assert int(speed[1].replace(",", "")) > 100
    estimate = re.search(r"estimate: .*tokens, (?:at most )?([\d,]+) s: (\d) steps of ([\d.]+) s", told)
    assert estimate is not None
    assert 0.0 < float(estimate[3]) < 60.0
    assert int(estimate[1]) == round(int(estimate[2]) * float(estimate[3]))


# --- what is refused ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("keys", "options", "message"),
    [
        ({"completion_only_loss": False}, [], "completion_only_loss: false would train on the questions"),
        ({}, ["--completion_only_loss", "false"], "completion_only_loss: false"),
        ({}, ["--max_steps", "three"], r"recipe.yaml: --max_steps: invalid int value: 'three'$"),
        ({"max_steps": "three"}, [], r"recipe.yaml: --max_steps: invalid int value: 'three'$"),
        ({}, ["--max_steps"], r"recipe.yaml: --max_steps: expected one argument$"),
        ({"dataset_name": "nowhere-data"}, [], "dataset_name nowhere-data: no such folder .*ses data nlex"),
        ({"dataset_name": "/nowhere/data"}, [], "dataset_name /nowhere/data: no such folder"),
        ({"dataset_name": "EMPTY"}, [], r"EMPTY/train.jsonl: the file is empty"),
        ({"dataset_name": "BLANK"}, [], r"BLANK/train.jsonl: the file is empty"),
        ({"dataset_name": "NONE"}, [], r"NONE: no data in this folder"),
        (
            {"dataset_name": None, "datasets": [{"path": "json", "data_files": "nowhere/train.jsonl"}]},
            [],
            "data_files nowhere/train.jsonl: no such file",
        ),
    ],
)  # fmt: skip
def test_what_cant_be_trained_is_one_line_that_says_what_to_do(
    tmp_path: Path,
    model: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    keys: dict[str, Any],
    options: list[str],
    message: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, text in (("EMPTY", ""), ("BLANK", "\n\n")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "train.jsonl").write_text(text)
    (tmp_path / "NONE").mkdir()
    config = config_of(tmp_path, model, as_json(tmp_path / "data", CHATS), max_length=200)
    if keys:
        config = config_of(tmp_path, model, tmp_path / "data", **{"max_length": 200, **keys})
    assert main(["train", "sft", "--config", config, "--", *options]) == 1
    (line,) = capsys.readouterr().err.strip().splitlines()
    assert line.startswith("error: ")
    assert re.search(message, line)
