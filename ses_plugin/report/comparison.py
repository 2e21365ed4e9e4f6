"""The comparison of two runs on the problems, or instances, that both have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal

from ses_plugin.report.intervals import ClusterBootstrap, Measure, MetricText, mcnemar_p_value, mean_measure
from ses_plugin.report.page_data import Comparison, MetricComparison, Pair, SettingDifference
from ses_plugin.report.prediction_summary import right_share
from ses_plugin.report.rows import InstanceResult, ProblemResult, Run
from ses_plugin.report.summary import measures_of, metric_words
from ses_plugin.service.samples import passes_private, sample_answers

_LOUD = {
    *("task_version", "prompts", "prompts_sha256", "num_fewshot", "system_instruction_sha"),
    *("chat_template_sha", "fewshot_as_multiturn", "ses_prompts", "ses_problems", "ses_split_seed"),
    *("ses_seed", "seed", "random_seed", "numpy_seed", "torch_seed", "fewshot_seed"),
}
"""Settings without which two runs did not answer the same requests."""

_NOT_COMPARED = {"seconds", "ses_record"}

_Row = ProblemResult | InstanceResult


def compare(runs: Sequence[Run], first: int, second: int) -> Comparison:
    """Return the comparison of two runs, by their places in `runs`."""
    a, b = runs[first], runs[second]
    rows_a, rows_b = _by_id(a), _by_id(b)
    shared = [name for name in rows_a if name in rows_b]
    pairs = [_pair(name, rows_a[name], rows_b[name]) for name in shared]
    right = _count_right(pairs)
    differences, equal = _settings(a, b, [(rows_a[name], rows_b[name]) for name in shared])
    return {
        "a": first,
        "b": second,
        "right": right,
        "p_value": mcnemar_p_value(right["only_a"], right["only_b"]),
        "difference": _difference(
            [rows_a[name] for name in shared],
            [_share(rows_a[n]) for n in shared],
            [_share(rows_b[n]) for n in shared],
        ),
        "metrics": _metrics(a, b, shared),
        "differences": differences,
        "equal_settings": equal,
        "only_in_a": [name for name in rows_a if name not in rows_b],
        "only_in_b": [name for name in rows_b if name not in rows_a],
        "pairs": sorted(pairs, key=lambda pair: ("regressed", "improved", "same").index(pair["change"])),
    }


def _by_id(run: Run) -> dict[str, _Row]:
    rows: Sequence[_Row] = run.problems or run.instances
    return {row.id: row for row in rows}


def _pair(name: str, a: _Row, b: _Row) -> Pair:
    before, after = a.outcome == "right", b.outcome == "right"
    known = a.outcome is not None and b.outcome is not None
    change: Literal["improved", "regressed", "same"] = "same"
    if known and before != after:
        change = "improved" if after else "regressed"
    return {"id": name, "a": a.outcome, "b": b.outcome, "change": change}


def _count_right(pairs: Sequence[Pair]) -> dict[Literal["both", "only_a", "only_b", "neither"], int]:
    known = [
        (pair["a"] == "right", pair["b"] == "right")
        for pair in pairs
        if pair["a"] is not None and pair["b"] is not None
    ]
    return {
        "both": known.count((True, True)),
        "only_a": known.count((True, False)),
        "only_b": known.count((False, True)),
        "neither": known.count((False, False)),
    }


def _share(row: _Row) -> float | None:
    """Return the share of right answers; None if nobody knows what is right."""
    if isinstance(row, InstanceResult):
        return right_share(row)
    if row.outcome is None:
        return None
    answers = sample_answers(row.sample)
    return sum(map(passes_private, answers)) / len(answers) if answers else 0.0


def _difference(rows: Sequence[_Row], a: Sequence[float | None], b: Sequence[float | None]) -> Any:
    differences = [
        None if before is None or after is None else after - before
        for before, after in zip(a, b, strict=True)
    ]
    if not rows:
        return {"value": None, "low": None, "high": None, "n": 0}
    return ClusterBootstrap([row.cluster for row in rows]).value(mean_measure(differences))


def _metrics(a: Run, b: Run, shared: Sequence[str]) -> list[MetricComparison]:
    """Return the metrics that both have. Both are computed on the problems that both have."""
    if not shared:
        return []
    part_a, part_b = _restricted(a, shared), _restricted(b, shared)
    bootstrap = ClusterBootstrap([_by_id(part_a)[name].cluster for name in shared])
    measures_a, measures_b = measures_of(part_a), measures_of(part_b)
    return [
        _metric(bootstrap, name, metric_words(a, name), measures_a[name], measures_b[name])
        for name in measures_a
        if name in measures_b and measures_a[name].n and measures_b[name].n
    ]


def _metric(
    bootstrap: ClusterBootstrap, name: str, text: MetricText, a: Measure, b: Measure
) -> MetricComparison:
    return {
        "name": name,
        "label": text.label,
        "unit": text.unit,
        "higher_is_better": text.higher_is_better,
        "a": bootstrap.value(a),
        "b": bootstrap.value(b),
        "difference": bootstrap.difference(a, b),
    }


def _restricted(run: Run, names: Sequence[str]) -> Run:
    """Return the run with these problems only, in this order."""
    problems = {problem.id: problem for problem in run.problems}
    instances = {instance.id: instance for instance in run.instances}
    return replace(
        run,
        problems=tuple(problems[name] for name in names if name in problems),
        instances=tuple(instances[name] for name in names if name in instances),
    )


def _settings(a: Run, b: Run, shared: Sequence[tuple[_Row, _Row]]) -> tuple[list[SettingDifference], int]:
    """Return the settings that differ, those that make runs incomparable first, and how many are equal."""
    settings_a: Mapping[str, Any] = {"task": a.task, **a.settings}
    settings_b: Mapping[str, Any] = {"task": b.task, **b.settings}
    names = [name for name in dict.fromkeys((*settings_a, *settings_b)) if name not in _NOT_COMPARED]
    changed = sum(_other_data(*pair) for pair in shared)
    differences: list[SettingDifference] = []
    for name in names:
        value_a, value_b = settings_a.get(name), settings_b.get(name)
        if value_a != value_b:
            loud = name in _LOUD or (name == "data" and changed > 0)
            differences.append({"name": name, "a": value_a, "b": value_b, "loud": loud})
    if changed and not any(each["name"] == "data" for each in differences):
        differences.append({"name": "data", "a": None, "b": f"{changed} problems differ", "loud": True})
    return sorted(differences, key=lambda each: not each["loud"]), len(names) - len(differences)


def _other_data(a: _Row, b: _Row) -> bool:
    """Return whether a problem of the same name is another one, as models see it or as lm-eval has it."""
    if a.data_hash != b.data_hash:
        return True
    return None not in (a.doc_hash, b.doc_hash) and a.doc_hash != b.doc_hash
