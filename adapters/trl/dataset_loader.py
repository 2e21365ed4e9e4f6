"""The data of a training, loaded by TRL's own keys, and each row held to be one that can be trained on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from datasets import load_dataset
from transformers import AutoTokenizer
from trl import get_dataset

from ses_plugin.adapters.trl import (
    COLUMNS,
    OUTPUT_PREDICTION,
    SOLVE,
    find_problem,
    find_prompt_problem,
    rewards,
)
from ses_plugin.adapters.trl.train_config import TrainConfig
from ses_plugin.errors import UsageError

_CHAT = ("prompt", "completion")
_DATA = (".jsonl", ".json", ".parquet", ".arrow", ".csv")
_REWARDED = {
    f"{rewards.__name__}.output_prediction_reward": OUTPUT_PREDICTION,
    f"{rewards.__name__}.private_tests_reward": SOLVE,
}
"""The tasks that our rewards are for."""


def load_training_data(told: TrainConfig) -> dict[str, Any]:
    """Return the data sets by split: "train", and "validation" if the training evaluates.

    Raises UsageError, naming split and row, for a row that can't be trained on.
    """
    found = _found(told)
    wanted = {"train": told.script.dataset_train_split}
    if told.training.eval_strategy != "no":
        wanted["validation"] = told.script.dataset_test_split
    splits = {}
    for name, split in wanted.items():
        if split not in found:
            keys = "dataset_train_split" if name == "train" else "dataset_test_split, or eval_strategy: no"
            raise UsageError(f"the data has no split {split!r}, but {', '.join(found)}; set {keys}")
        check = _checked_chats if told.kind == "sft" else _checked_rows
        splits[name] = check(found[split], split, told)
    if told.kind != "sft":
        _check_rewards(told, splits)
    return splits


def drop_too_long(chats: Any, lengths: list[int], most: int | None) -> Any:
    """Return the rows of at most `most` tokens: TRL would cut the others, and with them their answers."""
    if most is None or max(lengths, default=0) <= most:
        return chats
    return chats.select([number for number, length in enumerate(lengths) if length <= most])


def tokenizer_of(told: TrainConfig) -> Any:
    """Return the model's tokenizer, with the chat template that TRL will use.

    Raises UsageError if there is no such model, or no chat template.
    """
    path = told.training.chat_template_path
    try:
        tokenizer = AutoTokenizer.from_pretrained(told.model.model_name_or_path)
        if path and Path(path).is_file():
            tokenizer.chat_template = Path(path).read_text("utf-8")
        elif path:
            tokenizer.chat_template = AutoTokenizer.from_pretrained(path).chat_template
    except (OSError, ValueError) as error:
        raise UsageError(f"cannot load the tokenizer of {told.model.model_name_or_path}: {error}") from error
    if tokenizer.chat_template is None:
        raise UsageError("the model's tokenizer has no chat template; set chat_template_path")
    return tokenizer


def lengths_of(chats: Any, tokenizer: Any) -> list[int]:
    """Return the number of tokens of each row."""

    def count(batch: dict[str, list[Any]]) -> dict[str, list[int]]:
        chats = [prompt + completion for prompt, completion in zip(*(batch[c] for c in _CHAT), strict=True)]
        return {"tokens": [len(ids) for ids in tokenizer.apply_chat_template(chats, return_dict=False)]}

    counted = chats.map(count, batched=True, remove_columns=chats.column_names, desc="counting tokens")
    return list(counted["tokens"])


def _found(told: TrainConfig) -> Any:
    name, mixture = told.script.dataset_name, told.mixture
    if not name and not mixture.datasets:
        raise UsageError("no data: set dataset_name (a folder, or a name on the hub), or datasets")
    _check_files(told)
    try:
        if mixture.datasets:
            return get_dataset(mixture)
        return load_dataset(name, name=told.script.dataset_config)
    except Exception as error:  # the library raises many kinds, and their texts say what failed
        what = name or ", ".join(str(part.data_files or part.path) for part in mixture.datasets)
        cause = error.__cause__ or error
        here = "" if not name or Path(name).exists() else "there is no such folder here, and on the hub: "
        raise UsageError(f"cannot load the data {what}: {here}{type(cause).__name__}: {cause}") from error


def _check_files(told: TrainConfig) -> None:
    """Raise UsageError for data that can only be here, and is not, or has nothing in it."""
    name, mixture = told.script.dataset_name, told.mixture
    if name and not mixture.datasets:
        here, maker = Path(name), "nlex" if told.kind == "sft" else "rl"
        if not here.exists() and (here.is_absolute() or name.startswith((".", "~")) or name.count("/") != 1):
            raise UsageError(
                f"dataset_name {name}: no such folder in {Path.cwd()}; `ses data {maker} … --out {name}` "
                "makes one, and a data set of the hub is named OWNER/NAME"
            )
        files = [path for path in here.rglob("*") if path.is_file()] if here.is_dir() else []
        if here.is_dir() and not any(path.suffix in _DATA for path in files):
            raise UsageError(f"dataset_name {name}: no data in this folder; allowed: {', '.join(_DATA)}")
    else:
        files = [Path(one) for part in mixture.datasets for one in _local_files(part.data_files)]
        for path in files:
            if not path.is_file():
                raise UsageError(f"datasets: data_files {path}: no such file in {Path.cwd()}")
    for path in files:
        if path.suffix in _DATA and not _has_text(path):
            raise UsageError(f"{path}: the file is empty; make it again, or remove it")


def _local_files(data_files: object) -> list[str]:
    """Return the names in `data_files` that are of single files here."""
    match data_files:
        case str():
            return [] if "://" in data_files or any(mark in data_files for mark in "*?[") else [data_files]
        case list():
            return [name for one in data_files for name in _local_files(one)]
        case dict():
            return [name for one in data_files.values() for name in _local_files(one)]
    return []


def _has_text(path: Path) -> bool:
    with path.open("rb") as file:
        return any(line.strip() for line in file)


def _check_rewards(told: TrainConfig, splits: dict[str, Any]) -> None:
    """Raise UsageError for rows that no reward is for, and for a best checkpoint that nothing would tell."""
    rewarded = [_REWARDED.get(name) for name in told.script.reward_funcs]
    for split, data in splits.items():
        for task in dict.fromkeys(data["task"]):
            if None not in rewarded and task not in rewarded:
                raise UsageError(
                    f"{split} has rows of {task}, but reward_funcs only {', '.join(told.script.reward_funcs)}"
                )
    best = told.training.metric_for_best_model or ""
    for name, task in _REWARDED.items():
        short = name.rpartition(".")[2]
        if f"rewards/{short}/" in best and task not in splits.get("validation", {"task": [task]})["task"]:
            raise UsageError(f"validation has no row of {task}, so {best} can't choose a checkpoint")


def _checked_chats(data: Any, split: str, told: TrainConfig) -> Any:
    missing = [column for column in _CHAT if column not in data.column_names]
    if missing:
        raise UsageError(
            f"{split}: no column {', '.join(missing)}; found {', '.join(data.column_names)}. SFT needs "
            "prompt and completion, so that the loss is on the answer alone"
        )
    data = data.select_columns(list(_CHAT))
    for number, row in enumerate(data, 1):
        if why := find_prompt_problem(row["prompt"]) or _fault_of_completion(row["completion"]):
            raise UsageError(f"{split}, row {number}: {why}")
    return data


def _fault_of_completion(completion: object) -> str:
    match completion:
        case [{"role": "assistant", "content": str(text)}] if text.strip():
            return ""
    return "completion is not one message of the assistant with a text"


def _checked_rows(data: Any, split: str, told: TrainConfig) -> Any:
    missing = [column for column in COLUMNS if column not in data.column_names]
    if missing:
        raise UsageError(f"{split}: no column {', '.join(missing)}; `ses data rl` makes such data")
    for number, row in enumerate(data, 1):
        why = find_problem(row)
        if not why and told.kind == "self-rlef" and len(row["prompt"]) != 1:
            why = "prompt has more than one message, but an episode makes prompts of one"
        if why:
            raise UsageError(f"{split}, row {number} ({row['id']}): {why}")
    return data
