"""What an output folder has already: a finished training, or a checkpoint to go on from."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from ses_plugin.adapters.trl.train_config import TrainConfig
from ses_plugin.errors import UsageError
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
