"""Train: `python -m ses_plugin.adapters.trl.train KIND --config FILE [--key value ...]`.

`ses train` runs the same in this process; `accelerate launch -m ses_plugin.adapters.trl.train ...` on many.
An output folder may have a finished training already, or a checkpoint to continue from.
"""

from __future__ import annotations

import importlib
import json
import os
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from accelerate import PartialState
from trl import SFTTrainer, get_peft_config, get_quantization_config

from ses_plugin.adapters.trl.dataset_loader import drop_too_long, lengths_of, load_training_data, tokenizer_of
from ses_plugin.adapters.trl.dry_run import dry_run_report
from ses_plugin.adapters.trl.eval_callback import BestCheckpoint, OutputPredictionCallback
from ses_plugin.adapters.trl.grpo_trainers import FeedbackSchedule, SelfRLEFTrainer, WeightedGRPOTrainer
from ses_plugin.adapters.trl.train_config import TRAINING_KINDS, TrainConfig, parse_train_config
from ses_plugin.errors import SesError, UsageError
from ses_plugin.strategies import FixFeedback
from ses_plugin.training_data import fresh_instances
from ses_plugin.training_data.nlex.files import write_file

FINISHED = "ses_training.json"
"""The file that says which training is finished; it is written last."""

_CHECKPOINT = re.compile(r"checkpoint-(\d+)")
_OF_A_RUN = frozenset(
    "output_dir logging_dir run_name resume_from_checkpoint report_to use_cpu dtype bf16 disable_tqdm "
    "dataloader_num_workers log_level local_rank hub_token".split()
)
"""Settings that say where and how a training runs, or that a machine decides: not what it learns."""


def is_finished(told: TrainConfig) -> bool:
    """Return whether this very training is finished in its output_dir.

    Raises UsageError if another one is. `resume_from_checkpoint` asks for more by name, so nothing is.
    """
    path = Path(told.training.output_dir) / FINISHED
    if told.training.resume_from_checkpoint or not path.is_file():
        return False
    try:
        before = dict(json.loads(path.read_bytes())["settings"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UsageError(
            f"{path} is not of a training of ours ({error!r}); give another output_dir"
        ) from error
    now = _settings(told)
    changed = sorted(key for key in {*before, *now} if before.get(key) != now.get(key))
    if changed:
        shown = "; ".join(f"{key}: {before.get(key)} there, {now.get(key)} here" for key in changed[:3])
        more = f"; and {len(changed) - 3} more" if len(changed) > 3 else ""
        raise UsageError(
            f"{path.parent} has a finished training with other settings ({shown}{more}); give another "
            "--output_dir, or go on from one of its checkpoints by --resume_from_checkpoint"
        )
    return True


def write_finished(told: TrainConfig, steps: int) -> None:
    """Note that the training is finished, and with which settings."""
    text = json.dumps({"steps": steps, "settings": _settings(told)}, indent=2) + "\n"
    write_file(Path(told.training.output_dir) / FINISHED, text.encode())


def last_checkpoint(folder: Path) -> str | None:
    """Return the newest whole checkpoint: a kill may leave one without its state, which is written last."""
    numbered = [
        (int(match[1]), path)
        for path in (folder.iterdir() if folder.is_dir() else ())
        if (match := _CHECKPOINT.fullmatch(path.name)) and _is_whole(path)
    ]
    return str(max(numbered)[1]) if numbered else None


def _is_whole(checkpoint: Path) -> bool:
    try:
        return isinstance(json.loads((checkpoint / "trainer_state.json").read_bytes()), dict)
    except (OSError, ValueError):
        return False


def _settings(told: TrainConfig) -> dict[str, Any]:
    found: dict[str, Any] = {"kind": told.kind}
    for part in (told.script, told.model, told.mixture, told.training):
        found |= {key: value for key, value in vars(part).items() if not key.startswith("_")}
    found["model_init_kwargs"] = None  # which the trainer is given by other keys
    kept = {key: value for key, value in found.items() if key not in _OF_A_RUN}
    out: dict[str, Any] = json.loads(json.dumps(kept, default=str))
    return out


class WatchedSFTTrainer(BestCheckpoint, SFTTrainer):  # type: ignore[misc]  # TRL's trainers have no usable types
    """TRL's trainer; of checkpoints that are equally good the one with the smaller loss is the best."""


def train(kind: str, config: str, options: Sequence[str] = (), *, dry_run: bool = False) -> None:
    """Train as `config` says, from the last whole checkpoint in its output_dir if there is one.

    With `dry_run` only tell what would be done. One that is finished there is left as it is. Raises
    UsageError for what can't be trained.
    """
    told = parse_train_config(kind, config, options)
    out = Path(told.training.output_dir)
    if is_finished(told):
        PartialState().print(
            f"{out} has this training, finished; nothing was done. Give another --output_dir to train anew"
        )
        return
    splits = load_training_data(told)
    if dry_run:
        print("\n".join(dry_run_report(told, splits)))
        return
    PartialState().print(f"precision: {told.precision}")
    try:
        trainer = _TRAINERS[kind](told, splits)
    except (OSError, ValueError, ImportError) as error:  # a model, an option, a missing library
        raise UsageError(f"cannot train {told.model.model_name_or_path}: {error}") from error
    last = told.training.resume_from_checkpoint or last_checkpoint(out)
    if last is not None:
        trainer.accelerator.print(f"going on from {last}")
    trainer.train(resume_from_checkpoint=last)
    trainer.save_model(told.training.output_dir)
    if best := trainer.describe_best():
        trainer.accelerator.print(best)
    if trainer.accelerator.is_main_process:
        write_finished(told, trainer.state.global_step)
    trainer.end()


def _sft(told: TrainConfig, splits: dict[str, Any]) -> Any:
    tokenizer = tokenizer_of(told)
    most = told.training.max_length
    kept = {name: drop_too_long(data, lengths_of(data, tokenizer), most) for name, data in splits.items()}
    for name, data in kept.items():
        if left_out := len(splits[name]) - len(data):
            PartialState().print(
                f"{name}: {left_out} rows of more than max_length={most} tokens are left out"
            )
        if not len(data):
            raise UsageError(f"{name}: no row has at most max_length={most} tokens")
    trainer = WatchedSFTTrainer(**_common(told, kept))
    if told.script.watch_instances and told.training.eval_strategy != "no":
        groups = {
            name: fresh_instances(told.script.watch_instances, trained=name == "trained_families")
            for name in ("trained_families", "unseen_families")
        }
        trainer.add_callback(OutputPredictionCallback(trainer, groups, told.script.watch_tokens))
    return trainer


def _grpo(told: TrainConfig, splits: dict[str, Any]) -> Any:
    return WeightedGRPOTrainer(reward_funcs=_rewards(told), **_common(told, splits))


def _self_rlef(told: TrainConfig, splits: dict[str, Any]) -> Any:
    os.environ.setdefault("TRL_EXPERIMENTAL_SILENCE", "1")  # `rollout_func` is: known, pinned, and tested
    script = told.script
    return SelfRLEFTrainer(
        reward_funcs=_rewards(told),
        feedback=FeedbackSchedule(script.predicted_feedback_from, script.predicted_feedback_to),
        fix_feedback=FixFeedback(script.fix_feedback),
        max_prompt_tokens=script.max_prompt_tokens,
        **_common(told, splits),
    )


_TRAINERS: dict[str, Callable[[TrainConfig, dict[str, Any]], Any]] = {
    "sft": _sft,
    "grpo": _grpo,
    "self-rlef": _self_rlef,
}


def _common(told: TrainConfig, splits: dict[str, Any]) -> dict[str, Any]:
    """Return what all of TRL's trainers take, as its own scripts give it."""
    model = told.model
    told.training.model_init_kwargs = {
        "revision": model.model_revision,
        "trust_remote_code": told.training.trust_remote_code,
        "attn_implementation": model.attn_implementation,
        "dtype": model.dtype,
        **(told.training.model_init_kwargs or {}),
    }
    return {
        "model": model.model_name_or_path,
        "args": told.training,
        "train_dataset": splits["train"],
        "eval_dataset": splits.get("validation"),
        "peft_config": get_peft_config(model),
        "quantization_config": get_quantization_config(model),
    }


def _rewards(told: TrainConfig) -> list[Any]:
    return [_named(name) for name in told.script.reward_funcs]


def _named(name: str) -> Any:
    """Return the function at a dotted path. Raises UsageError if there is none."""
    module, _, function = name.rpartition(".")
    try:
        return getattr(importlib.import_module(module), function)
    except (ImportError, AttributeError, ValueError) as error:
        raise UsageError(
            f"reward_funcs: {name}: {error}; give a dotted path, as package.module.function"
        ) from error


def train_main(arguments: Sequence[str]) -> int:
    """Read the command line, train, and return the exit status."""
    match list(arguments):
        case [kind, "--config", config, *options] if kind in TRAINING_KINDS:
            try:
                train(kind, config, options)
            except SesError as error:
                print(f"error: {error}", file=sys.stderr)
                return 1
            return 0
    print(f"usage: {{{','.join(TRAINING_KINDS)}}} --config FILE [--key value ...]", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(train_main(sys.argv[1:]))
