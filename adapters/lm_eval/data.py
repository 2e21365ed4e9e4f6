"""The data sets of the output prediction tasks, as dictionaries of splits for lm-eval."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import datasets
from platformdirs import user_cache_path
from tqdm import tqdm

from ses_plugin.adapters.lm_eval.options import TaskOptions, declare_used_options, parse_task_options
from ses_plugin.datasets.build_splits import SHIPPED_SEED, build_splits, fingerprint
from ses_plugin.datasets.instances import (
    CRUXEVAL_COLUMNS,
    LCB_COLUMNS,
    Instance,
    from_cruxeval,
    from_lcb_execution,
    instance_to_row,
    instances_from_jsonl,
    instances_to_jsonl,
    load_split,
    read_rows,
)
from ses_plugin.errors import UsageError

Splits = dict[str, datasets.Dataset]


def embedded(**metadata: Any) -> Splits:
    """Return our own instances: the shipped test split, or a new one for `--metadata ses_split_seed=N`."""
    seed = _options(metadata, "split_seed").split_seed
    test = load_split("test") if seed == SHIPPED_SEED else _fresh(seed)
    return _splits(test, load_split("fewshot"))


def cruxeval(**metadata: Any) -> Splits:
    """Return `cruxeval-org/cruxeval`, from the hub or from `--metadata ses_cruxeval=FILE`."""
    path = _options(metadata, "cruxeval").cruxeval
    rows = (
        _hub("cruxeval-org/cruxeval", "ses_cruxeval") if path is None else read_rows(path, CRUXEVAL_COLUMNS)
    )
    return _published(rows, from_cruxeval, path)


def lcb_execution(**metadata: Any) -> Splits:
    """Return `livecodebench/execution-v2`, from the hub or from `--metadata ses_lcb=FILE`."""
    path = _options(metadata, "lcb").lcb
    rows = _hub("livecodebench/execution-v2", "ses_lcb") if path is None else read_rows(path, LCB_COLUMNS)
    return _published(rows, from_lcb_execution, path)


def _options(metadata: dict[str, Any], used: str) -> TaskOptions:
    declare_used_options(metadata, [used])
    return parse_task_options(metadata)


def _hub(name: str, option: str) -> Iterable[dict[str, Any]]:
    try:
        rows: Iterable[dict[str, Any]] = datasets.load_dataset(name, split="test")
    except Exception as error:  # the hub's client raises many types
        raise UsageError(
            f"cannot load {name} from the hub ({type(error).__name__}: {error}); without a network, "
            f"give a local JSONL file in its schema: --metadata {option}=FILE"
        ) from error
    return rows


def _published(
    rows: Iterable[dict[str, Any]], read: Callable[[dict[str, Any]], Instance], path: Path | None
) -> Splits:
    test = [read(row) for row in rows]
    if not test:
        raise UsageError(f"{path or 'the data set'} has no rows")
    return _splits(test, [i for i in load_split("fewshot") if i.kind == "function"])


def _splits(test: Iterable[Instance], fewshot: Iterable[Instance]) -> Splits:
    return {
        name: datasets.Dataset.from_list([instance_to_row(instance) for instance in split])
        for name, split in (("test", test), ("fewshot", fewshot))
    }


def _fresh(seed: int) -> list[Instance]:
    """Return the split of `seed`: the one that an earlier run cached, or a new one."""
    folder = user_cache_path("ses_plugin") / "output_prediction" / fingerprint()
    path = folder / f"seed-{seed}.jsonl"
    if path.exists():
        return instances_from_jsonl(path.read_text("utf-8"))
    instances = build_splits(seed, _progress(f"ses: running programs for seed {seed}"))
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", newline="\n", dir=folder, delete=False) as file:
        file.write(instances_to_jsonl(instances))
    os.replace(file.name, path)  # atomic: another rank never reads an incomplete file
    return instances


def _progress(text: str) -> Callable[[Iterable[Any], int], Iterator[Any]]:
    def wrap(items: Iterable[Any], total: int) -> Iterator[Any]:
        return iter(tqdm(items, total=total, desc=text))

    return wrap
