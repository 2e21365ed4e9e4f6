"""Read runs from what other commands have written: `load_run` and `load_runs`."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import Any

from ses_plugin.errors import SesError, UsageError
from ses_plugin.files import read_json_lines
from ses_plugin.report.lm_eval_results import LmEvalResults, hide_secret, results_time, samples_name
from ses_plugin.report.prediction_rows import read_instance
from ses_plugin.report.rows import InstanceResult, ProblemResult, Run
from ses_plugin.report.solving_rows import (
    ProblemReader,
    public_from_doc,
    public_from_line,
    sample_from_line,
)
from ses_plugin.service.batch import LINE_VERSION
from ses_plugin.service.samples import parse_sample

_READABLE = (
    "give an output folder of lm_eval --log_samples, one of its samples_….jsonl or results_….json, or a "
    "file of ses solve --all --out"
)
_FAULTS = (KeyError, TypeError, ValueError, IndexError, AttributeError, RecursionError)

Lines = Iterator[tuple[str, Any]]


def load_run(path: str | os.PathLike[str], task: str | None = None) -> Run:
    """Return the run in a file or a folder: typed rows with every prompt, reply, vote and execution result.

    Args:
        path: An output folder of `lm_eval --log_samples`, one of its `samples_….jsonl` or `results_….json`,
            or a file of `ses solve --all --out`.
        task: The task, where a folder has several.

    Returns:
        A `Run`: `problems` of a solving task or `instances` of output prediction, `settings`, `notes`.
        `rows()` has them as plain data, `to_frame()` as a data frame of pandas.

    Raises:
        UsageError: There is no run at this path, or there are several.

    Example:
        >>> load_run("nowhere")
        Traceback (most recent call last):
            ...
        ses_plugin.errors.UsageError: nowhere: no such file or folder; give an output folder of ...
    """
    runs = load_runs(path)
    matching = [run for run in runs if task in (None, run.task)]
    if len(matching) == 1:
        return matching[0]
    names = ", ".join(sorted({run.task for run in runs}))
    if not matching:
        raise UsageError(f"{path}: no task {task!r}; there are {names}")
    raise UsageError(
        f"{path}: {len(matching)} runs ({names}); give task=, or the samples file of one, or use load_runs"
    )


def load_runs(path: str | os.PathLike[str]) -> tuple[Run, ...]:
    """Return all runs in a file or a folder: one for each task and model. See `load_run`."""
    place = Path(path)
    try:
        if not place.exists():
            raise UsageError(f"{place}: no such file or folder; {_READABLE}")
        if place.is_dir():
            return _load_folder(place)
        if (time := results_time(place.name)) is not None:
            return _load_files(_samples_in(place.parent, time), str(place))
        return (_load_file(place),)
    except OSError as error:
        raise UsageError(f"{place}: can't be read ({error}); {_READABLE}") from error


def _load_folder(folder: Path) -> tuple[Run, ...]:
    """Return the newest run of each task in each folder of a model; name the older ones in a note."""
    files = [file for file in sorted(folder.rglob("samples_*.jsonl")) if samples_name(file.name)]
    if not files and any(folder.rglob("results_*.json")):
        raise UsageError(
            f"{folder}: lm-eval's results without samples; run it again with --log_samples, which adds them"
        )
    return _load_files(files, str(folder))


def _load_files(files: Sequence[Path], place: str) -> tuple[Run, ...]:
    newest: dict[tuple[Path, str], list[Path]] = {}
    for file in files:
        task, _ = samples_name(file.name) or ("", "")
        newest.setdefault((file.parent, task), []).append(file)
    runs, faults = [], []
    for same in newest.values():
        older = [f"Not in this report: {file.name}, an older run of the same task." for file in same[:-1]]
        try:
            runs.append(_load_file(same[-1], older))
        except ForeignSamples as error:
            faults.append(error)
    if faults and not runs:
        raise faults[0]
    if runs:
        others = [f"Not in this report: {fault}" for fault in faults]
        return (replace(runs[0], notes=(*runs[0].notes, *others)), *runs[1:])
    raise UsageError(f"{place}: no samples of lm-eval in it; {_READABLE}")


class ForeignSamples(UsageError):
    """Samples of a task that is not one of SES."""


def _samples_in(folder: Path, time: str) -> list[Path]:
    files = sorted(file for file in folder.iterdir() if (samples_name(file.name) or ("", ""))[1] == time)
    if not files:
        raise UsageError(
            f"{folder}: no samples beside these results; run lm_eval again with --log_samples, or give the "
            "folder that has them"
        )
    return files


@dataclass(frozen=True, slots=True)
class _Rows:
    """The rows of a file; `settings` are those that its lines have themselves."""

    problems: tuple[ProblemResult, ...]
    instances: tuple[InstanceResult, ...]
    settings: Mapping[str, Any]
    metric_names: tuple[str, ...]
    notes: Sequence[str]


def _load_file(path: Path, notes: Sequence[str] = ()) -> Run:
    lines = read_json_lines(path)
    first = next(lines, None)
    if first is None:
        raise UsageError(f"{path}: an empty file; {_READABLE}")
    where, row = first
    if not isinstance(row, dict):
        raise UsageError(f"{where}: {type(row).__name__}, not an object; {_READABLE}")
    lines = chain([first], lines)
    if "settings" in row and "candidates" in row:
        return _results_run(path, lines)
    if ("request" in row and "response" in row) or ("need" in row and "reply" in row):
        raise UsageError(
            f"{path}: a recording, which has requests and replies, but not the problems, nor what is right. "
            "Run the same lm_eval command again with it, which asks no model: --model dummy --metadata "
            f"ses_record={path} --log_samples, without --apply_chat_template; and give the output folder"
        )
    if "doc" in row and "resps" in row:
        return _lm_eval_run(path, lines, notes)
    raise UsageError(f"{where}: neither a sample of lm-eval nor a result of ses solve --all; {_READABLE}")


def _lm_eval_run(path: Path, lines: Lines, notes: Sequence[str]) -> Run:
    task, time = samples_name(path.name) or (path.stem.removeprefix("samples_"), "")
    rows = _read_samples(lines, task)
    results = path.with_name(f"results_{time}.json")
    file = LmEvalResults(results) if time and results.is_file() else None
    missing = [] if file else [f"No {results.name} beside the samples: model and settings are not known."]
    settings = {**(file.settings(task) if file else {}), **rows.settings}
    problems = rows.problems
    return Run(
        name=task,
        path=str(path),
        kind="solving" if problems else "output_prediction",
        task=task,
        strategy=problems[0].strategy if problems else None,
        model=file.model if file else "",
        settings=settings,
        reported=file.reported(task) if file else {},
        metric_names=rows.metric_names,
        notes=(*notes, *rows.notes, *missing),
        problems=problems,
        instances=rows.instances,
    )


def _read_samples(lines: Lines, task: str) -> _Rows:
    reader = ProblemReader()
    problems: dict[str, ProblemResult] = {}
    instances: dict[str, InstanceResult] = {}
    names: tuple[str, ...] = ()
    for where, row in lines:
        kind = _sample_kind(row, where, task)
        with_row = _Line(where, f"a sample of {task}")
        if kind == "solving":
            problem = with_row.read(lambda row=row: _read_problem(reader, row))
            problems[problem.id] = problem
        else:
            instance = with_row.read(lambda row=row: read_instance(row, task))
            instances[instance.id] = instance
        names = names or tuple(name for name in row.get("metrics") or () if isinstance(name, str))
        if problems and instances:
            raise UsageError(f"{where}: samples of two kinds of tasks in one file; give each in its own")
    settings = _data_settings([*problems.values()] or [*instances.values()])
    settings |= _prompt_settings([*problems.values()])
    notes = [*reader.prompt_counts.describe(), *_unjudged(problems.values())]
    return _Rows(tuple(problems.values()), tuple(instances.values()), settings, names, notes)


def _read_problem(reader: ProblemReader, row: Mapping[str, Any]) -> ProblemResult:
    doc = row["doc"]
    return reader.read(
        doc["id"],
        public_from_doc(doc),
        parse_sample(row["resps"][0][0]),
        level=doc.get("level"),
        doc_hash=row.get("doc_hash"),
    )


def _sample_kind(row: Any, where: str, task: str) -> str:
    doc = row.get("doc") if isinstance(row, dict) else None
    if isinstance(doc, dict) and {"id", "statement", "public"} <= doc.keys():
        return "solving"
    if isinstance(doc, dict) and {"id", "cluster", "code", "input", "output"} <= doc.keys():
        return "output_prediction"
    if isinstance(doc, dict):
        raise ForeignSamples(
            f"{where}: a sample of {task}, which is not a task of SES and has no predictions to report; "
            "lm-eval's own table has its numbers. For CRUXEval there is ses_output_pred_cruxeval, for "
            "HumanEval and MBPP ses_self_verify with --metadata ses_problems=FILE"
        )
    raise UsageError(f"{where}: not a sample of lm-eval; {_READABLE}")


class _Line:
    """Reads a line; raises UsageError with its place if it isn't `noun`."""

    def __init__(self, where: str, noun: str) -> None:
        self._where, self._noun = where, noun

    def read(self, parse: Any) -> Any:
        """Return what `parse` returns."""
        try:
            return parse()
        except SesError as error:
            raise UsageError(f"{self._where}: {error}") from error
        except _FAULTS as error:
            raise UsageError(
                f"{self._where}: not {self._noun} ({type(error).__name__}: {error}); it was cut off or "
                "changed, or another release has written it"
            ) from error


def _results_run(path: Path, lines: Lines) -> Run:
    reader, problems = ProblemReader(), dict[str, ProblemResult]()
    settings: Mapping[str, Any] | None = None
    for where, row in lines:
        line = _Line(where, "a result of ses solve --all")
        problem = line.read(lambda row=row, where=where: _read_result(reader, row, where))
        problems[problem.id] = problem
        if settings is not None and row["settings"] != settings:
            raise UsageError(f"{where}: made with other settings than the lines above; give one run's file")
        settings = row["settings"]
    rows = [*problems.values()]
    shown = {name: hide_secret(name, value) for name, value in (settings or {}).items()}
    visible = {name: value for name, value in shown.items() if value not in (None, {}, [], "")}
    return Run(
        name=path.stem,
        path=str(path),
        kind="solving",
        task="ses solve --all",
        strategy=str(visible.get("strategy", rows[0].strategy)),
        model=str(visible.get("model", "")),
        settings={**visible, **_data_settings(rows), **_prompt_settings(rows)},
        reported={},
        metric_names=(),
        notes=(*reader.prompt_counts.describe(), *_unjudged(rows)),
        problems=tuple(rows),
    )


def _read_result(reader: ProblemReader, row: Mapping[str, Any], where: str) -> ProblemResult:
    if row["version"] != LINE_VERSION:
        raise UsageError(f"a result of version {row['version']!r}; this release reads version {LINE_VERSION}")
    problem = row["problem"]
    sample = parse_sample(sample_from_line(row))
    return reader.read(row["id"], public_from_line(problem), sample, level=problem["level"])


def _data_settings(rows: Sequence[ProblemResult | InstanceResult]) -> dict[str, Any]:
    """Return the number of problems, and a hash of all of them, whatever their order."""
    hashes = sorted(f"{row.id} {row.data_hash}" for row in rows)
    digest = hashlib.sha256("\n".join(hashes).encode()).hexdigest()[:16]
    return {"problems": len(rows), "data": digest}


def _prompt_settings(problems: Sequence[ProblemResult]) -> dict[str, Any]:
    """Return the prompt set that the samples name."""
    records = [problem.sample["prompts"] for problem in problems]
    sets = {(record["set"], record["sha256"][:16]) for record in records if record is not None}
    if len(sets) != 1:
        return {}
    ((name, sha256),) = sets
    return {"prompts": name, "prompts_sha256": sha256}


def _unjudged(problems: Any) -> list[str]:
    """Return a note if no candidate of some problems has been run."""
    count = sum(
        bool(problem.candidates) and all(candidate.outcome is None for candidate in problem.candidates)
        for problem in problems
    )
    if not count:
        return []
    return [f"{count} problems have no private tests, or were not judged: nobody knows what is right there."]
