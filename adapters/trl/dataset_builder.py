"""RL data: rows of output prediction and of solving, and mixes of them (paper, section 5)."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from ses_plugin.adapters.trl import OUTPUT_PREDICTION, SOLVE, TrainingRow, find_problem
from ses_plugin.datasets.instances import Instance, read_rows
from ses_plugin.datasets.seeded_random import SeededRandom
from ses_plugin.errors import UsageError
from ses_plugin.problems import loader
from ses_plugin.problems.loader import load_problems
from ses_plugin.prompts import output_prediction_prompt, solve_prompt
from ses_plugin.training_data import training_instances
from ses_plugin.training_data.nlex.decontamination import Decontaminator, evaluation_fingerprints
from ses_plugin.training_data.nlex.files import write_file
from ses_plugin.types.problem import Problem

EMBEDDED = "embedded"
VALIDATION_PERCENT = 5

_NLEX_COLUMNS = ("program", "entry", "input", "output", "source")
_SUBMISSION = re.compile(r"/accepted/\d+$")
"""How `ses data nlex` names programs that come from a contest package."""


@dataclass(frozen=True, slots=True)
class MixtureConfig:
    """What a set is made of.

    `predictions` are sources of output prediction: "embedded", or data of `ses data nlex` (its folder or a
    JSONL file); `problems` are sources of problems to solve. With both, output prediction is `share` of the
    rows and has `weight` (paper: 15 % with solving, 25 % with Self-RLEF, 0.8). There are at most `rows` rows.
    """

    predictions: tuple[str, ...]
    problems: tuple[str, ...]
    share: float = 0.15
    weight: float = 0.8
    rows: int | None = None
    seed: int = 0


@dataclass(frozen=True, slots=True)
class BuiltDataset:
    """The rows, mixed; what was refused: where it is, and why; and why there are fewer than wanted, or ""."""

    rows: tuple[TrainingRow, ...]
    refused: tuple[tuple[str, str], ...]
    shortage: str = ""

    @property
    def splits(self) -> dict[str, list[TrainingRow]]:
        """The "train" and "validation" rows. Rows of one program or problem are in one of them."""
        out: dict[str, list[TrainingRow]] = {"train": [], "validation": []}
        for row in self.rows:
            held_out = int(hashlib.sha256(row["cluster"].encode()).hexdigest(), 16) % 100 < VALIDATION_PERCENT
            out["validation" if held_out else "train"].append(row)
        return out


def build_dataset(mix: MixtureConfig, excluded: Iterable[str] = ()) -> BuiltDataset:
    """Make the rows of `mix`; `excluded` are programs of evaluation sets, beside SES's own.

    Raises UsageError for a source that can't be read, or of which no row remains.
    """
    refused: list[tuple[str, str]] = []
    kept_out = evaluation_fingerprints(excluded)
    predictions = _keep_uncontaminated(_predictions(mix, kept_out), mix.predictions, refused)
    solutions = _keep_uncontaminated(_solutions(mix.problems), mix.problems, refused)
    if mix.predictions and mix.problems:
        predictions = [{**row, "weight": mix.weight} for row in predictions]
        rows = _mix(_cut(predictions, mix), _cut(solutions, mix), mix)
    else:
        rows = _cut(predictions or solutions, mix)
    return BuiltDataset(rows, tuple(refused), _shortage(mix, rows, len(predictions), len(solutions)))


def check_empty(folder: Path) -> None:
    """Raise UsageError if there is anything in `folder`."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(f"{folder} is not an empty folder; give another --out")


def write_dataset(folder: Path, made_: BuiltDataset, mix: MixtureConfig) -> dict[str, int]:
    """Write train.jsonl, validation.jsonl and a data card to `folder`; return the number of rows of each."""
    folder.mkdir(parents=True, exist_ok=True)
    splits = {name: rows for name, rows in made_.splits.items() if rows}
    for name, rows in splits.items():
        lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        write_file(folder / f"{name}.jsonl", lines.encode("utf-8", "backslashreplace"))
    write_file(folder / "README.md", _card(splits, made_, mix).encode())
    return {name: len(rows) for name, rows in splits.items()}


def prediction_row(instance: Instance, source: str) -> TrainingRow:
    """Return the row of an instance of output prediction."""
    return {
        "id": instance.id,
        "task": OUTPUT_PREDICTION,
        "prompt": [{"role": "user", "content": output_prediction_prompt(instance.program, instance.input)}],
        "entry": instance.entry or "",
        "answer": instance.output,
        "problem": "",
        "weight": 1.0,
        "cluster": instance.cluster,
        "source": source,
    }


def solving_row(problem: Problem) -> TrainingRow:
    """Return the row of a problem to be solved."""
    return {
        "id": problem.id,
        "task": SOLVE,
        "prompt": [{"role": "user", "content": solve_prompt(problem.public)}],
        "entry": problem.public.entry_point or "",
        "answer": "",
        "problem": json.dumps(loader.problem_to_row(problem)),
        "weight": 1.0,
        "cluster": problem.id,
        "source": problem.source,
    }


_Candidate = tuple[str, TrainingRow | None, str]
"""Where it is, the row, and why there is none."""


def _keep_uncontaminated(
    candidates: Iterable[_Candidate], sources: Sequence[str], refused: list[tuple[str, str]]
) -> list[TrainingRow]:
    """Return the rows that can be trained on; note the others. Raises UsageError if none is left."""
    kept: list[TrainingRow] = []
    reasons: Counter[str] = Counter()
    for where, row, why in candidates:
        why = why or find_problem(dict(row or {}))
        if row is None or why:
            reasons[why] += 1
            refused.append((where, why))
        else:
            kept.append(row)
    if sources and not kept:
        told = "; ".join(f"{why} ({count})" for why, count in reasons.most_common(3)) or "nothing is in them"
        raise UsageError(f"no row can be made of {', '.join(sources)}: {told}")
    return kept


def _predictions(mix: MixtureConfig, kept_out: Decontaminator) -> Iterator[_Candidate]:
    for name in mix.predictions:
        if name == EMBEDDED:
            for instance in training_instances(mix.seed, mix.rows or 1):
                yield instance.id, prediction_row(instance, EMBEDDED), ""
        else:
            yield from _of_file(name, kept_out)


def _of_file(name: str, kept_out: Decontaminator) -> Iterator[_Candidate]:
    path = Path(name)
    path = path / "train.jsonl" if path.is_dir() else path
    overlaps: dict[str, str] = {}
    for number, row in enumerate(read_rows(path, _NLEX_COLUMNS), 1):
        where = f"{path}, row {number}"
        if why := _fault_of_nlex(row):
            yield where, None, why
            continue
        program = row["program"]
        if program not in overlaps:
            overlaps[program] = _overlap(program, kept_out)
        cluster = hashlib.sha256(program.encode("utf-8", "surrogatepass")).hexdigest()[:16]
        instance = Instance(where, cluster, program, row["entry"], row["input"], row["output"])
        yield where, prediction_row(instance, row["source"]), overlaps[program]


def _fault_of_nlex(row: dict[str, Any]) -> str:
    texts = [name for name in _NLEX_COLUMNS if name != "entry" or row["entry"] is not None]
    for name in texts:
        if not isinstance(row[name], str):
            return f"{name} is {type(row[name]).__name__}, not a text"
    if _SUBMISSION.search(row["source"]):
        return "its program comes from a contest package, which models are scored with"
    return ""


def _overlap(program: str, kept_out: Decontaminator) -> str:
    try:
        why = kept_out.overlaps(program)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return "its program is not Python 3"
    return f"its program is in an evaluation set: {why}" if why else ""


def _solutions(sources: Sequence[str]) -> Iterator[_Candidate]:
    for name in sources:
        for problem in load_problems(name):
            yield f"{name}, problem {problem.id!r}", solving_row(problem), ""


def _cut(rows: Sequence[TrainingRow], mix: MixtureConfig) -> tuple[TrainingRow, ...]:
    shuffled = SeededRandom(mix.seed, "rl rows").shuffle(rows)
    return tuple(shuffled[: mix.rows])


def _mix(
    predictions: Sequence[TrainingRow], solutions: Sequence[TrainingRow], mix: MixtureConfig
) -> tuple[TrainingRow, ...]:
    """Return as many rows as there can be with `mix.share` of predictions, in a random order."""
    most = min(int(len(predictions) / mix.share), int(len(solutions) / (1 - mix.share)))
    total = most if mix.rows is None else min(most, mix.rows)
    count = round(total * mix.share)
    if not 0 < count < total:
        raise UsageError(
            f"a mix of {total} rows can't have a share of {mix.share:g} of output prediction: there are "
            f"{len(predictions)} predictions and {len(solutions)} problems; give more sources or --rows"
        )
    return _cut([*predictions[:count], *solutions[: total - count]], replace(mix, rows=None))


def _shortage(mix: MixtureConfig, rows: Sequence[TrainingRow], predictions: int, solutions: int) -> str:
    """Return why there are fewer rows than wanted, and what would give more; "" if there are as many."""
    if mix.rows is None or len(rows) >= mix.rows:
        return ""
    there = f"{predictions} predictions and {solutions} problems"
    told = f"{len(rows)} rows, not {mix.rows}: the sources give {there}"
    if not (mix.predictions and mix.problems):
        return f"{told}; give more sources"
    scarce = "problems" if solutions < (1 - mix.share) * mix.rows else "predictions"
    return (
        f"{told}, and {mix.share:g} of the rows are to be predictions; give more {scarce}, or another --share"
    )


def _card(splits: dict[str, list[TrainingRow]], made_: BuiltDataset, mix: MixtureConfig) -> str:
    counts = Counter((name, row["task"], row["source"]) for name, rows in splits.items() for row in rows)
    table = [f"| {' | '.join(key)} | {count} |" for key, count in sorted(counts.items())]
    reasons = Counter(why for _, why in made_.refused).most_common()
    settings = "\n".join(f"- {name}: {value}" for name, value in asdict(mix).items())
    return "\n".join(
        [
            "---\npretty_name: RL data\n---\n# RL data: output prediction and solving\n",
            "Made by `ses data rl`.\n",
            settings,
            "\n| split | task | source | rows |\n| --- | --- | --- | --- |",
            *table,
            *([f"\n{made_.shortage}."] if made_.shortage else []),
            "\n## Refused, by reason\n",
            *(f"- {why}: {count}" for why, count in reasons or [("nothing", 0)]),
            "",
        ]
    )
