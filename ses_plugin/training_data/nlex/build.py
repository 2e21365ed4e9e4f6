"""Build a data set, shard by shard: what a kill leaves is gone on with, and the files are the same."""

from __future__ import annotations

import contextlib
import json
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ses_plugin.datasets.seeded_random import SeededRandom
from ses_plugin.errors import UsageError
from ses_plugin.files import MAX_BYTES, read_text
from ses_plugin.training_data.nlex.card import card
from ses_plugin.training_data.nlex.engines import Engine
from ses_plugin.training_data.nlex.files import split_rows, write_file, write_rows
from ses_plugin.training_data.nlex.rows import Row
from ses_plugin.training_data.nlex.shards import Shard, ShardPlan, ShardResult
from ses_plugin.usage import UsageByRole, merge_usage

_STATE = "build.json"
_SHARDS = "shards"
_SHARD = re.compile(r"\.?\d{6,}\.json(\.tmp)?")
"""Names of files in it: 000000.json, and .000000.json.tmp while it is written."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a build is."""

    shards: int
    all_shards: int
    rows: int


@dataclass(frozen=True, slots=True)
class BuildSummary:
    """The number of rows of each split, and how many things were dropped for which reason."""

    rows: dict[str, int]
    dropped: dict[str, int]

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> BuildSummary:
        """Return what the file of a finished build says."""
        return cls(dict(told["rows"]), dict(told["dropped"]))

    def describe_dropped(self) -> str:
        """Return how many were dropped at which stage, and why most often, in one line; "" for none."""
        stages: Counter[str] = Counter()
        for reason, count in self.dropped.items():
            stages[reason.partition(":")[0]] += count
        if not stages:
            return ""
        told = ", ".join(f"{stage} {count}" for stage, count in stages.most_common())
        return f"dropped: {stages.total()} ({told}); most often: {_most_common(Counter(self.dropped))}"


def build_dataset(
    plan: ShardPlan,
    folder: Path,
    settings: Mapping[str, object],
    engine: Engine,
    tell: Callable[[Progress], None] = lambda progress: None,
) -> BuildSummary:
    """Make the data set in `folder`, or go on with it; return what was made of it.

    `settings` are the options, as the data card has them; "rows" (the most rows, None for all), "seed" and
    "formats" are heeded here. The files depend on the plan and on these only, not on `engine`. Raises
    UsageError if `folder` has something else, or if no row was made, and what the engine raises.
    """
    state = json.dumps({"plan": plan.fingerprint, "settings": dict(settings)}, indent=2) + "\n"
    finished = _entered(folder, state)
    if finished is not None:
        _remove_shards(folder / _SHARDS)  # a kill may have come right before it
        return finished
    most = settings["rows"]
    limit = most if isinstance(most, int) else None
    _work(plan, folder / _SHARDS, limit, engine, tell)
    gathered = _gathered(plan, folder / _SHARDS, limit)
    if not gathered.rows:
        why = _most_common(gathered.discards)
        raise UsageError(f"no row could be made of {plan.harvested} programs: {why}")
    made = BuildSummary(_written(folder, gathered, settings), dict(sorted(gathered.discards.items())))
    done = {**json.loads(state), "rows": made.rows, "dropped": made.dropped}
    write_file(folder / _STATE, json.dumps(done, indent=2).encode() + b"\n")
    _remove_shards(folder / _SHARDS)
    return made


def _entered(folder: Path, state: str) -> BuildSummary | None:
    """Make `folder` ready; return what was made if it has this very data set already."""
    path = folder / _STATE
    if path.is_file():
        found = _state(path)
        done = BuildSummary.of(found) if "rows" in found else None
        if {key: found[key] for key in ("plan", "settings")} != json.loads(state):
            raise UsageError(
                f"{folder} has a data set, or the beginning of one, that was made from other sources, with "
                "other options, or by another version; give an empty --out, or delete it"
            )
        return done
    if folder.exists() and (
        not folder.is_dir() or any(not path.name.startswith(".") for path in folder.iterdir())
    ):
        raise UsageError(f"{folder} is not an empty folder; give another --out")
    folder.mkdir(parents=True, exist_ok=True)
    write_file(path, state.encode())
    return None


def _state(path: Path) -> dict[str, Any]:
    """Return what the file of a build says. Raises UsageError for a file of another program."""
    text = read_text(path, MAX_BYTES, "an empty --out")
    try:
        found = json.loads(text)
        found["plan"], found["settings"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise UsageError(f"{path} is not of a data set of ours ({error!r}); give an empty --out") from error
    return dict(found)


def _remove_shards(folder: Path) -> None:
    """Remove the files of a build that is done, and no other file beside them."""
    for path in folder.glob("*.json*"):
        if _SHARD.fullmatch(path.name):
            path.unlink(missing_ok=True)
    with contextlib.suppress(OSError):  # there is none, or it has something else
        folder.rmdir()


def _work(
    plan: ShardPlan, folder: Path, limit: int | None, engine: Engine, tell: Callable[[Progress], None]
) -> None:
    """Make the shards that are wanted and not there yet."""
    folder.mkdir(exist_ok=True)
    counts = {shard.number: _rows_in(folder, shard) for shard in plan.shards}
    _tell(tell, counts)
    if _enough(counts, limit):
        return
    with closing(engine([shard for shard in plan.shards if counts[shard.number] is None])) as work:
        for shard, result in work:
            write_file(_path(folder, shard), result.to_json().encode())
            counts[shard.number] = len(result.rows)
            _tell(tell, counts)
            if _enough(counts, limit):
                return


def _tell(tell: Callable[[Progress], None], counts: Mapping[int, int | None]) -> None:
    done = [count for count in counts.values() if count is not None]
    tell(Progress(len(done), len(counts), sum(done)))


def _enough(counts: Mapping[int, int | None], limit: int | None) -> bool:
    """Return whether the first shards, without a gap, have `limit` rows."""
    total = 0
    for _, count in sorted(counts.items()):
        if count is None:
            return False
        total += count
        if limit is not None and total >= limit:
            return True
    return True


def _path(folder: Path, shard: Shard) -> Path:
    return folder / f"{shard.number:06}.json"


def _rows_in(folder: Path, shard: Shard) -> int | None:
    path = _path(folder, shard)
    return len(_made(path).rows) if path.is_file() else None


def _made(path: Path) -> ShardResult:
    try:
        return ShardResult.from_json(path.read_bytes())
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise UsageError(
            f"{path} is not a part of a build ({error!r}); delete it, or give another --out"
        ) from error


def _gathered(plan: ShardPlan, folder: Path, limit: int | None) -> ShardResult:
    """Return the rows of the first shards, as many as are wanted, and what was dropped in them and before."""
    rows: list[Row] = []
    discards = Counter(plan.discards)
    spent: UsageByRole = {}
    coverage: Counter[str] = Counter()
    for shard in plan.shards:
        if limit is not None and len(rows) >= limit:
            break
        found = _made(_path(folder, shard))
        rows += found.rows
        discards.update(found.discards)
        coverage.update(found.coverage)
        spent = merge_usage([spent, found.spent])
    return ShardResult(rows[:limit], discards, spent, coverage)


def _written(folder: Path, gathered: ShardResult, settings: Mapping[str, object]) -> dict[str, int]:
    mixed = SeededRandom(int(str(settings["seed"])), "nlex rows").shuffle(gathered.rows)
    splits = split_rows(mixed)
    formats: Sequence[str] = str(settings["formats"]).split(",")
    for name, part in splits.items():
        if part:
            write_rows(folder, name, part, formats)
    about = card(splits, gathered, settings)
    write_file(folder / "README.md", about.encode())
    return {name: len(part) for name, part in splits.items()}


def _most_common(discards: Counter[str]) -> str:
    return "; ".join(f"{reason} ({count})" for reason, count in discards.most_common(4)) or "there were none"
