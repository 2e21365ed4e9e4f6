"""Real TRL trainers on a tiny random model: what is trained is asserted token by token."""

from __future__ import annotations

import json
import math
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from ses_plugin.adapters.trl.dataset_builder import prediction_row, solving_row
from ses_plugin.adapters.trl.rewards import output_prediction_reward, private_tests_reward
from ses_plugin.cli import main
from ses_plugin.datasets.instances import Instance
from ses_plugin.prompts import fix_prompt, solve_prompt
from ses_plugin.types.program import Program
from tests.hosts.conftest import CHAT_TEMPLATE
from tests.hosts.test_trl_data import DOUBLE, RIGHT, WRONG

pytestmark = pytest.mark.filterwarnings("ignore")  # torch, transformers and TRL have many
END = "<|end|>"
ON_CPU = {"bf16": False, "report_to": "none", "logging_steps": 1, "save_strategy": "no"}
Rows = list[dict[str, Any]]


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_model(tmp_path_factory.mktemp("trl") / "tiny")


def tiny_model(folder: Path) -> Path:
    """Make a random model of two layers; a token is a byte."""
    import torch
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers
    from transformers import PreTrainedTokenizerFast, Qwen2Config, Qwen2ForCausalLM

    special = [END, "<|pad|>", "<|user|>", "<|assistant|>"]
    vocab = {text: i for i, text in enumerate((*special, *sorted(pre_tokenizers.ByteLevel.alphabet())))}
    raw = Tokenizer(models.BPE(vocab=vocab, merges=[]))
    raw.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    raw.decoder = decoders.ByteLevel()
    raw.add_special_tokens(special)
    tokenizer = PreTrainedTokenizerFast(tokenizer_object=raw, eos_token=END, pad_token="<|pad|>")
    tokenizer.chat_template = CHAT_TEMPLATE
    torch.manual_seed(0)
    config = Qwen2Config(
        vocab_size=len(vocab), hidden_size=16, intermediate_size=32, num_hidden_layers=2,
        num_attention_heads=2, num_key_value_heads=2, max_position_embeddings=8192,
        eos_token_id=0, pad_token_id=1, bos_token_id=None,
    )  # fmt: skip
    Qwen2ForCausalLM(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


def as_json(folder: Path, rows: Sequence[Mapping[str, Any]], split: str = "train") -> Path:
    folder.mkdir(exist_ok=True)
    (folder / f"{split}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    return folder


def config_of(folder: Path, model: Path, data: Path, **keys: Any) -> str:
    told = {"model_name_or_path": str(model), "dataset_name": str(data), "dtype": "float32"}
    path = folder / "recipe.yaml"
    path.write_text(json.dumps({**told, "output_dir": str(folder / "out"), **ON_CPU, **keys}))
    return str(path)


def history(out: Path) -> Rows:
    newest = max(out.glob("checkpoint-*"), key=lambda path: int(path.name.split("-")[1]))
    log: Rows = json.loads((newest / "trainer_state.json").read_text())["log_history"]
    return log


# --- SFT ----------------------------------------------------------------------------------------------

CHATS = [
    {
        "prompt": [{"role": "user", "content": f"What does print({n}) print?"}],
        "completion": [{"role": "assistant", "content": f"<output>{n}</output>"}],
        "source": "mine",
    }
    for n in range(10, 18)
]


@pytest.mark.parametrize("packing", [False, True])
def test_sft_trains_answers_alone(tmp_path: Path, model: Path, packing: bool) -> None:
    from ses_plugin.adapters.trl import dataset_loader, train, train_config

    data = as_json(tmp_path / "data", CHATS)
    config = config_of(tmp_path, model, data, packing=packing, max_length=200, per_device_train_batch_size=4)
    told = train_config.parse_train_config("sft", config)
    trainer = train._sft(told, dataset_loader.load_training_data(told))
    seen = []
    for batch in trainer.get_train_dataloader():
        trained = batch["labels"][batch["labels"] != -100]
        assert (trained == batch["input_ids"][batch["labels"] != -100]).all()
        seen.append(trainer.processing_class.decode(trained))
    answers = [row["completion"][0]["content"] for row in CHATS]  # type: ignore[index]
    assert sorted("".join(seen).split(END)) == ["", *sorted(answers)]


@pytest.mark.parametrize("formats", ["jsonl", "parquet", "jsonl,parquet"])
def test_data_is_that_of_the_folder_not_of_another_with_its_name(tmp_path: Path, formats: str) -> None:
    """`datasets` keeps what it has loaded by the folder's name, and forgets what is in it if a card tells."""
    from ses_plugin.adapters.trl import dataset_loader, train_config

    for place, inputs in (("one", range(5)), ("other", range(9))):
        source = tmp_path / f"{place}.jsonl"
        program = {"source": "def f(n):\n    return n + 1\n", "entry": "f", "inputs": [*map(str, inputs)]}
        source.write_text(json.dumps(program))
        made = ["data", "nlex", str(source), "--formats", formats, "--out"]
        assert main([*made, str(tmp_path / place / "rows")]) == 0
        config = config_of(tmp_path, tmp_path, tmp_path / place / "rows")
        found = dataset_loader.load_training_data(train_config.parse_train_config("sft", config))["train"]
        assert len(found) == len(inputs)


def test_sft_from_the_command_line(
    tmp_path: Path, model: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from ses_plugin.adapters.trl import train

    shown = Instance("a", "a", "print(1)", None, "", "1")
    monkeypatch.setattr(train, "fresh_instances", lambda count, *, trained: [shown] * count)
    long = {**CHATS[0], "completion": [{"role": "assistant", "content": "x" * 300}]}
    data = as_json(as_json(tmp_path / "data", [*CHATS, long]), CHATS[:2], "validation")
    config = config_of(
        tmp_path, model, data, max_length=200, per_device_train_batch_size=2, max_steps=3,
        eval_strategy="steps", eval_steps=1, dataset_test_split="validation", save_strategy="steps",
        save_steps=1, save_total_limit=1, watch_instances=2, watch_tokens=4, load_best_model_at_end=True,
        metric_for_best_model="output_prediction_accuracy", use_peft=True, lora_target_modules="all-linear",
    )  # fmt: skip
    assert main(["train", "sft", "--config", config, "--dry-run"]) == 0
    told = capsys.readouterr().out
    assert "left out: 1 rows of more than max_length=200 tokens" in told
    assert "steps: 3 on 1 process(es)" in told
    assert not (tmp_path / "out").exists()
    assert main(["train", "sft", "--config", config, "--", "--learning_rate", "1e-3"]) == 0
    log = history(tmp_path / "out")
    losses = [entry["loss"] for entry in log if "loss" in entry]
    assert len(losses) >= 1
    assert all(math.isfinite(loss) for loss in losses)
    measured = [entry for entry in log if "eval_output_prediction_accuracy" in entry]
    assert measured[0]["eval_output_prediction_unseen_families_low"] == 0.0
    assert measured[0]["eval_output_prediction_unseen_families_high"] > 0.5
    assert (tmp_path / "out" / "adapter_model.safetensors").is_file()


KILLED = """
import os, signal, sys
from trl import SFTTrainer
from ses_plugin.adapters.trl.train import train
step = SFTTrainer.training_step
def training_step(self, *arguments, **options):
    if self.state.global_step == 2:
        os.kill(os.getpid(), signal.SIGKILL)
    return step(self, *arguments, **options)
SFTTrainer.training_step = training_step
train("sft", sys.argv[1])
"""


def test_a_killed_training_goes_on_as_if_nothing_had_been(tmp_path: Path, model: Path) -> None:
    from safetensors.torch import load_file

    from ses_plugin.adapters.trl.train import last_checkpoint, train

    keys = {"max_steps": 4, "per_device_train_batch_size": 2, "save_strategy": "steps", "save_steps": 1}
    keys |= {"learning_rate": 1e-2, "max_length": 200}
    data = as_json(tmp_path / "data", CHATS)
    config = config_of(tmp_path, model, data, **keys)
    done = subprocess.run([sys.executable, "-c", KILLED, config], capture_output=True, check=False)
    assert done.returncode == -signal.SIGKILL
    out = tmp_path / "out"
    (out / "checkpoint-3").mkdir()  # as a kill in the middle of writing leaves one
    (out / "checkpoint-3" / "trainer_state.json").write_text('{"global_st')
    assert last_checkpoint(out) == str(out / "checkpoint-2")
    train("sft", config)
    assert [entry["step"] for entry in history(out) if "loss" in entry] == [1, 2, 3, 4]
    train("sft", config, ["--output_dir", str(tmp_path / "whole")])
    resumed, whole = (load_file(folder / "model.safetensors") for folder in (out, tmp_path / "whole"))
    assert all((resumed[name] == whole[name]).all() for name in whole)


# --- GRPO ---------------------------------------------------------------------------------------------

GRPO = {
    "num_generations": 4, "per_device_train_batch_size": 8, "max_completion_length": 200, "max_steps": 3,
    "learning_rate": 1e-3, "save_strategy": "steps", "save_steps": 3, "mask_truncated_completions": True,
    "shuffle_dataset": False, "log_completions": True, "num_completions_to_print": 1,
}  # fmt: skip
PREDICTING = "ses_plugin.adapters.trl.rewards.output_prediction_reward"
PREDICTED = prediction_row(Instance("a", "a", "print(1)", None, "", "1"), "mine")
SOLVED = solving_row(DOUBLE)
MIXED: list[Mapping[str, Any]] = [{**PREDICTED, "weight": 0.8}, SOLVED] * 3


def scripted(answers: Callable[[str, int], str]) -> Callable[..., Any]:
    """Return what takes the place of TRL's generation: `answers(prompt, number of its generation)`."""

    def generate(trainer: Any, prompt_ids: Any, *_: Any) -> tuple[list[list[int]], None]:
        tokenizer, out, counts = trainer.processing_class, [], dict[str, int]()
        for prompt in tokenizer.batch_decode(prompt_ids):
            number = counts[prompt] = counts.get(prompt, -1) + 1
            out.append(tokenizer(answers(prompt, number))["input_ids"])
        return out, None

    return generate


def batches_of(trainer_class: Any, monkeypatch: pytest.MonkeyPatch) -> Rows:
    """Return a list that will have each batch as the trainer scores it."""
    kept: Rows = []
    score = trainer_class._generate_and_score_completions

    def keep(self: Any, inputs: Any) -> Any:
        kept.append(score(self, inputs))
        return kept[-1]

    monkeypatch.setattr(trainer_class, "_generate_and_score_completions", keep)
    return kept


def test_weights_hold_after_the_normalisation(
    tmp_path: Path, model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ses_plugin.adapters.trl.grpo_trainers import WeightedGRPOTrainer

    def answers(prompt: str, number: int) -> str:
        right, wrong = ("<output>1</output>", "2") if "Simulate" in prompt else (RIGHT, WRONG)
        return (right if number % 2 else wrong) + END

    monkeypatch.setattr(WeightedGRPOTrainer, "_generate_single_turn", scripted(answers))
    batches = batches_of(WeightedGRPOTrainer, monkeypatch)
    config = config_of(tmp_path, model, as_json(tmp_path / "data", MIXED), **GRPO)
    assert main(["train", "grpo", "--config", config]) == 0
    assert len(batches) == 3
    sizes = batches[0]["advantages"].tolist()
    one = 1 / (math.sqrt(4 / 3) + 1e-4)  # of a group of four, two right and two wrong
    assert sizes == pytest.approx([-0.8 * one, 0.8 * one] * 2 + [-one, one] * 2)
    log = [entry for entry in history(tmp_path / "out") if "loss" in entry]
    assert all(math.isfinite(entry["loss"]) and entry["grad_norm"] > 0 for entry in log)
    assert log[0]["rewards/private_tests_reward/mean"] == 0.0
    assert log[0]["output_prediction/accuracy"] == 0.5
    assert log[0]["solve/private_pass"] == 0.5


def test_grpo_with_what_the_model_really_writes(tmp_path: Path, model: Path) -> None:
    data = as_json(tmp_path / "data", [PREDICTED] * 6)
    config = config_of(tmp_path, model, data, **{**GRPO, "max_completion_length": 8})
    assert main(["train", "grpo", "--config", config]) == 0
    log = [entry for entry in history(tmp_path / "out") if "loss" in entry]
    assert len(log) == 3
    assert all(math.isfinite(entry["loss"]) for entry in log)
    assert log[0]["rewards/output_prediction_reward/mean"] == -1.0
    assert log[0]["output_prediction/no_answer"] == 1.0


# --- Self-RLEF ----------------------------------------------------------------------------------------


def test_both_turns_of_an_episode_train_with_their_own_prompts(
    tmp_path: Path, model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ses_plugin.adapters.trl.grpo_trainers import SelfRLEFTrainer

    # Four episodes: right and submitted; wrong and fixed; wrong and submitted; no program at all.
    first = [RIGHT, WRONG, WRONG, "I give up."]
    wrong_source = "print(2 + int(input()))"
    fixes = {0: "SUBMIT", 1: RIGHT, 2: "SUBMIT"}

    def answers(prompt: str, number: int) -> str:
        if "Simulate" in prompt:
            return ("<output>1</output>" if number else "?") + END
        if "<solution>" not in prompt:
            return first[number] + END
        return fixes[number + 1 if wrong_source in prompt else 0] + END

    monkeypatch.setattr(SelfRLEFTrainer, "_generate_single_turn", scripted(answers))
    batches = batches_of(SelfRLEFTrainer, monkeypatch)
    keys = {**GRPO, "beta": 0.01, "num_iterations": 2, "eval_strategy": "steps", "eval_steps": 3}
    keys |= {"dataset_test_split": "validation", "num_generations_eval": 1, "load_best_model_at_end": True}
    keys |= {"metric_for_best_model": "rewards/private_tests_reward/mean"}
    data = as_json(as_json(tmp_path / "data", MIXED), MIXED[:2], "validation")
    config = config_of(tmp_path, model, data, **keys)
    assert main(["train", "self-rlef", "--config", config]) == 0

    told = [["4\n", "10\n"], ["4\n", "7\n"], ["4\n", "7\n"]]
    sources = ["print(2 * int(input()))", wrong_source, wrong_source]
    solve_ = _as_chat(solve_prompt(DOUBLE.public))
    fix = [_as_chat(fix_prompt(DOUBLE.public, Program(s), t)) for s, t in zip(sources, told, strict=True)]
    predict = _as_chat(PREDICTED["prompt"][0]["content"])
    expected = [
        *((predict, text + END) for text in ("?", *["<output>1</output>"] * 3)),
        *((solve_, text + END) for text in first),
        *[(None, "")] * 4,
        *((prompt, fixes[number] + END) for number, prompt in enumerate(fix)),
        (None, ""),
    ]
    rows = _shown(batches[0], model)
    assert [trained for _, trained in rows] == [trained for _, trained in expected]
    assert [p for p, trained in rows if trained] == [p for p, trained in expected if trained]
    advantages = batches[0]["advantages"].tolist()
    assert advantages[:8] == advantages[8:]  # an episode has one reward
    assert advantages[4] == advantages[5] > 0 > advantages[6] == advantages[7]
    assert batches[0]["num_items_in_batch"] == sum(len(trained.replace(END, "$")) for _, trained in expected)
    log = [entry for entry in history(tmp_path / "out") if "loss" in entry]
    assert all(math.isfinite(entry["loss"]) and entry["grad_norm"] > 0 for entry in log)
    assert log[0]["self_fix/no_program"] == 0.25
    assert log[0]["self_fix/initial_public_pass@1"] == pytest.approx(1 / 3)
    assert log[0]["self_fix/final_public_pass@1"] == pytest.approx(2 / 3)
    assert log[0]["self_fix/fixed"] == pytest.approx(1 / 3)
    assert log[0]["self_fix/broken"] == 0.0
    evaluated = [entry for entry in history(tmp_path / "out") if "eval_reward" in entry]
    assert evaluated[0]["eval_rewards/private_tests_reward/mean"] == 1.0  # number 0 of the answers
    assert evaluated[0]["eval_rewards/output_prediction_reward/mean"] == -1.0


def _as_chat(prompt: str) -> str:
    return f"<|user|>{prompt}{END}<|assistant|>"


def _shown(batch: dict[str, Any], model: Path) -> list[tuple[str, str]]:
    """Return each row's prompt and what of its completion carries loss."""
    from transformers import AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(model)
    masks = batch["completion_mask"] * batch["tool_mask"]
    columns = [batch[name] for name in ("prompt_ids", "prompt_mask", "completion_ids")]
    return [
        (tokenizer.decode(prompt[shown.bool()]), tokenizer.decode(completion[mask.bool()]))
        for prompt, shown, completion, mask in zip(*columns, masks, strict=True)
    ]


def test_log_probabilities_of_another_generator_are_those_of_the_turn(
    tmp_path: Path, model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As with vLLM, whose log-probabilities correct for what the model would have sampled itself."""
    from types import SimpleNamespace

    from ses_plugin.adapters.trl.grpo_trainers import SelfRLEFTrainer

    write = scripted(lambda prompt, number: (RIGHT if "<solution>" in prompt else WRONG) + END)

    def generate(trainer: Any, *arguments: Any) -> tuple[list[list[int]], list[list[float]]]:
        ids, _ = write(trainer, *arguments)
        return ids, [[-5.5] * len(completion) for completion in ids]

    def start(trainer: Any, *arguments: Any, **options: Any) -> None:
        init(trainer, *arguments, **options)
        trainer.use_vllm, trainer._last_loaded_step = True, -1
        trainer.vllm_generation = SimpleNamespace(sync_weights=lambda: None)

    init = SelfRLEFTrainer.__init__
    monkeypatch.setattr(SelfRLEFTrainer, "__init__", start)
    monkeypatch.setattr(SelfRLEFTrainer, "_generate_single_turn", generate)
    batches = batches_of(SelfRLEFTrainer, monkeypatch)
    config = config_of(tmp_path, model, as_json(tmp_path / "data", [PREDICTED, SOLVED]), **GRPO)
    assert main(["train", "self-rlef", "--config", config, "--", "--per_device_train_batch_size", "4"]) == 0
    for batch in batches[:2]:  # the predictions have no second turn, the solutions have
        mask = (batch["completion_mask"] * batch["tool_mask"]).bool()
        assert (batch["sampling_per_token_logps"][mask] == -5.5).all()
        assert batch["importance_sampling_ratio"].shape == (8, 1)
        assert batch["old_per_token_logps"].shape == batch["completion_ids"].shape
    assert sorted(int((b["tool_mask"] * b["completion_mask"])[4:].sum() > 0) for b in batches[:2]) == [0, 1]


def test_self_rlef_with_what_the_model_really_writes(tmp_path: Path, model: Path) -> None:
    keys = {**GRPO, "max_completion_length": 8, "predicted_feedback_from": 1, "predicted_feedback_to": 2}
    config = config_of(tmp_path, model, as_json(tmp_path / "data", MIXED), **keys)
    assert main(["train", "self-rlef", "--config", config]) == 0
    log = [entry for entry in history(tmp_path / "out") if "loss" in entry]
    assert len(log) == 3
    assert all(math.isfinite(entry["loss"]) for entry in log)
    assert log[0]["rewards/private_tests_reward/mean"] == -1.0


# --- what is told -------------------------------------------------------------------------------------


def test_the_move_to_predicted_feedback() -> None:
    from ses_plugin.adapters.trl.grpo_trainers import FeedbackSchedule

    moving = FeedbackSchedule(100, 200)
    shares = {step: sum(moving.predicted(str(n), step) for n in range(1000)) for step in (99, 150, 200)}
    assert shares[99] == 0
    assert 430 < shares[150] < 570
    assert shares[200] == 1000
    assert not FeedbackSchedule().predicted("a", 10**6)


@pytest.mark.parametrize(
    ("kind", "keys", "rows", "message"),
    [
        ("sft", {"max_lenght": 3}, CHATS, "max_lenght 3: no such keys"),
        ("sft", {}, [{"messages": []}], "no column prompt, completion; found messages"),
        (
            "sft",
            {},
            [CHATS[0], {**CHATS[0], "completion": []}],
            "train, row 2: completion is not one message",
        ),
        ("sft", {"max_length": 5}, CHATS, "no row has at most max_length=5 tokens"),
        ("sft", {"eval_strategy": "steps", "eval_steps": 1}, CHATS, "no split 'test', but train"),
        ("sft", {"model_name_or_path": "/nowhere/model"}, CHATS, "/nowhere/model"),
        ("grpo", GRPO, [PREDICTED, {**PREDICTED, "answer": ""}], r"train, row 2 \(a\): answer is empty"),
        ("grpo", {**GRPO, "reward_funcs": ["a.b.c"]}, MIXED, "reward_funcs: a.b.c: No module named 'a'"),
        ("grpo", {**GRPO, "reward_funcs": [PREDICTING]}, MIXED, "train has rows of solve, but reward_funcs"),
        (
            "grpo",
            {**GRPO, "eval_strategy": "steps", "eval_steps": 1, "dataset_test_split": "train"}
            | {"metric_for_best_model": "rewards/private_tests_reward/mean"},
            [PREDICTED],
            "validation has no row of solve",
        ),
        ("grpo", {**GRPO, "num_generations": 3}, MIXED, "divisible"),
        ("self-rlef", {**GRPO, "loss_type": "grpo"}, MIXED, "needs one of dapo"),
        ("self-rlef", {**GRPO, "predicted_feedback_from": 3}, MIXED, "give both"),
    ],
)
def test_what_cant_be_trained_is_told_in_one_line(
    tmp_path: Path,
    model: Path,
    capsys: pytest.CaptureFixture[str],
    kind: str,
    keys: dict[str, Any],
    rows: Sequence[Mapping[str, Any]],
    message: str,
) -> None:
    import re

    config = config_of(tmp_path, model, as_json(tmp_path / "data", rows), **keys)
    assert main(["train", kind, "--config", config]) == 1
    told = capsys.readouterr().err
    error = told[told.rindex("error: ") :]
    assert re.search(message, error)
    assert "Traceback" not in told


def test_recipes_are_read_by_trls_own_parser(capsys: pytest.CaptureFixture[str]) -> None:
    from ses_plugin.adapters.trl.train_config import RECIPES, parse_train_config

    kinds = {"sft": "sft", "grpo_output": "grpo", "grpo_joint": "grpo", "self_rlef": "self-rlef"}
    paths = sorted(RECIPES.rglob("*.yaml"))
    assert {(path.parent.name, path.stem) for path in paths} == {
        (profile, name) for profile in ("paper", "small") for name in kinds
    }
    for path in paths:
        told = parse_train_config(kinds[path.stem], f"{path.parent.name}/{path.stem}")
        training = told.training
        if path.parent.name == "paper" and path.stem != "sft":
            assert (training.num_generations, training.learning_rate, training.max_grad_norm) == (
                8,
                1.4e-7,
                0.1,
            )
            assert (training.warmup_steps, told.model.dtype) == (400, "float32")
        if told.kind != "sft":
            assert set(told.script.reward_funcs) <= {
                f"{function.__module__}.{function.__name__}"
                for function in (output_prediction_reward, private_tests_reward)
            }
    assert main(["train", "sft", "--config", "small/stf"]) == 1
    assert "the recipes are paper/grpo_joint" in capsys.readouterr().err


def test_the_script_that_accelerate_launches(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from ses_plugin.adapters.trl.train import train_main as script

    assert script(["sft"]) == 2
    assert "usage: {sft,grpo,self-rlef} --config FILE" in capsys.readouterr().err
    assert script(["sft", "--config", str(tmp_path / "none.yaml")]) == 1
    assert capsys.readouterr().err.startswith("error: --config")
