"""The measures of a run of a solving task: lm-eval's, by their names, and those that a report adds."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from ses_plugin.report.intervals import Measure, calibration_measure, mean_measure, ratio_measure
from ses_plugin.report.metric_texts import metric_text
from ses_plugin.report.rows import ProblemResult, Run
from ses_plugin.service.sample_metrics import (
    answer_values,
    cost_values,
    selection_candidates,
    selection_rates,
    selection_values,
    self_fix_values,
    solve_values,
)
from ses_plugin.service.samples import SampleCandidate, SolvingSample

TaskFamily = Literal["selection", "self_fix", "solve", "answers"]
"""Which metrics a task has: those of ses_self_verify, ses_self_fix, ses_solve, or ses_strategy."""

_BEST_AT_K = re.compile(r"best@(\d+)_exec")
_PASS_AT_K = re.compile(r"pass@(\d+)")
_COSTS = ("calls", "completion_tokens")


def family_of(run: Run) -> TaskFamily:
    """Return which metrics a task has: by the metrics that lm-eval logged, else by its strategy."""
    names = run.metric_names
    if any(map(_BEST_AT_K.fullmatch, names)):
        return "selection"
    if "initial_pass@1" in names or (run.strategy == "self-fix" and "public_pass@1" not in names):
        return "self_fix" if run.task != "ses solve --all" else "answers"
    if run.strategy == "solve":
        return "solve"
    unnamed = not names or names == ("bypass",)
    return "selection" if unnamed and run.task.startswith(("ses_self_verify", "ses_verify")) else "answers"


def drawn_candidates(run: Run) -> int:
    """Return k: how many candidates a selection selects from, as the task or the options say."""
    for name in run.metric_names:
        if match := _BEST_AT_K.fullmatch(name):
            return int(match[1])
    if family_of(run) == "solve":
        counts = [int(match[1]) for name in run.metric_names if (match := _PASS_AT_K.fullmatch(name))]
        if counts:
            return max(counts)
    return most_candidates(run)


def most_candidates(run: Run) -> int:
    """Return the largest number of candidates of a problem."""
    return max((len(problem.candidates) for problem in run.problems), default=0) or 1


def is_judged(problem: ProblemResult) -> bool:
    """Return whether the programs of a problem were run and judged on private tests."""
    candidates = [*problem.sample["candidates"], *(problem.sample["oracle"] or ())]
    return all("runs" in candidate and "private" in candidate for candidate in candidates)


def solving_measures(run: Run) -> dict[str, Measure]:
    """Return all measures of a run, by their names, the most important first."""
    family, k, samples = family_of(run), drawn_candidates(run), most_candidates(run)
    rows = [_values(run, problem, family, k, samples) for problem in run.problems]
    measures: dict[str, Measure] = {}
    for name in dict.fromkeys(name for row in rows for name in row):
        values = [row.get(name) for row in rows]
        measures[name] = _measure(name, values)
    return _in_order(measures)


def _values(run: Run, problem: ProblemResult, family: TaskFamily, k: int, samples: int) -> dict[str, Any]:
    """Return the values of a problem: those of its task, and those of a selection if there was one."""
    sample = problem.sample
    costs = cost_values(sample) if sample["usage"] or run.metric_names else {}
    if not is_judged(problem):
        return dict(costs)
    values = _task_values(family, sample, k, samples)
    if samples > 1 and run.strategy not in ("self-fix", "solve"):
        extra = selection_values(sample, k, samples) if problem.tests else {}
        if "pass@1" in extra:
            extra["random@1"] = extra["pass@1"]
            extra["room_won"] = _room(extra, k)
        values = {**extra, **values}
        if family == "selection":
            values.pop("random@1", None)
    return {**values, **costs}


def _task_values(family: TaskFamily, sample: SolvingSample, k: int, samples: int) -> dict[str, Any]:
    match family:
        case "selection":
            return selection_values(sample, k, samples)
        case "self_fix":
            return dict(self_fix_values(sample))
        case "solve":
            return dict(solve_values(sample, k))
        case _:
            return dict(answer_values(sample))


def _room(values: Mapping[str, Any], k: int) -> tuple[float, float]:
    """Return what the selection won over one at random, and what any selection could win."""
    chance = values["pass@1"]
    return values[f"best@{k}_simulate"] - chance, values[f"pass@{k}"] - chance


def _measure(name: str, values: Sequence[Any]) -> Measure:
    if name == "ece":
        return calibration_measure(values)
    if name == "room_won":
        return ratio_measure(values)
    is_difference = name == "simulation_gap"  # may be below 0: Wilson's interval is not for it
    return mean_measure(values, is_share=metric_text(name).unit == "share" and not is_difference)


_FIRST = (
    *("pass@1", "final_pass@1", "best@", "short1@", "random@1", "pass@", "simulation_gap", "room_won"),
    *("initial_pass@1", "fixed", "broken", "verdict_accuracy", "verdict_"),
)


def _in_order(measures: dict[str, Measure]) -> dict[str, Measure]:
    def rank(name: str) -> int:
        exact = [place for place, first in enumerate(_FIRST) if name == first]
        begins = [place for place, first in enumerate(_FIRST) if name.startswith(first)]
        return (exact or begins or [len(_FIRST)])[0] if name not in _COSTS else len(_FIRST) + 1

    return dict(sorted(measures.items(), key=lambda item: rank(item[0])))


def selection_curve(problem: ProblemResult, samples: int, k: int) -> dict[str, float]:
    """Return the success rate of each way to select one of `k` of a problem's `samples` candidates."""
    return selection_rates(selection_candidates(problem.sample, samples), k)


def is_fully_predicted(run: Run) -> bool:
    """Return whether every program was predicted on every test: else scores below n are not known."""
    return all(
        bool(example["predictions"])
        for problem in run.problems
        for candidate in problem.sample["candidates"]
        if candidate["program"] is not None
        for example in candidate["examples"]
    )


def leaders(problem: ProblemResult) -> list[SampleCandidate]:
    """Return the candidates with the best score by prediction."""
    return [each for each in problem.sample["candidates"] if each["chosen"] or each["tied"]]
