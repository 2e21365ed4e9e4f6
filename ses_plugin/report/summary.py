"""The data of a page: runs with their metrics, charts and rows, and the comparisons between them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, get_args

from ses_plugin.report.intervals import ClusterBootstrap, Measure, MetricText
from ses_plugin.report.metric_texts import metric_text
from ses_plugin.report.page_data import AnswerOutcome, CellClass, RunEntry
from ses_plugin.report.prediction_summary import prediction_charts, prediction_measures
from ses_plugin.report.rows import ProblemResult, Run, to_entry
from ses_plugin.report.solving_charts import SolvingCharts
from ses_plugin.report.solving_metrics import family_of, solving_measures
from ses_plugin.service.samples import sample_answers
from ses_plugin.usage import Usage


def measures_of(run: Run) -> dict[str, Measure]:
    """Return all measures of a run, by their names."""
    return solving_measures(run) if run.kind == "solving" else prediction_measures(run)


def run_entry(run: Run, *, rows: bool = True) -> RunEntry:
    """Return a run as a page shows it; without `rows`, only what is computed over all of them."""
    everything = run.problems or run.instances
    bootstrap = ClusterBootstrap([row.cluster for row in everything])
    if run.kind == "solving":
        making = SolvingCharts(run, bootstrap)
        charts, notes = making.build(), making.notes
    else:
        charts, notes = [*prediction_charts(run, bootstrap)], []
    cells = Counter(
        cell.cell_class
        for problem in run.problems
        for candidate in problem.candidates
        for cell in candidate.cells
    )
    return {
        "name": run.name,
        "path": run.path,
        "kind": run.kind,
        "task": run.task,
        "strategy": run.strategy,
        "model": run.model,
        "settings": dict(run.settings),
        "metrics": [
            bootstrap.metric(name, metric_words(run, name), measure)
            for name, measure in measures_of(run).items()
            if measure.n
        ],
        "outcomes": _outcomes(run),
        "cells": {name: cells[name] for name in get_args(CellClass) if cells[name]},
        "usage": _usage(run.problems),
        "charts": charts,
        "notes": [*run.notes, *notes],
        "problems": to_entry(run.problems) if rows else [],
        "instances": to_entry(run.instances) if rows else [],
    }


def metric_words(run: Run, name: str) -> MetricText:
    """Return the words for a metric. In a selection, pass@1 is that of a candidate drawn at random."""
    drawn = name == "pass@1" and run.kind == "solving" and family_of(run) == "selection"
    return metric_text("random@1" if drawn else name)


def _outcomes(run: Run) -> dict[AnswerOutcome, int]:
    """Return how many answers there are of each outcome; those that were not judged are in none."""
    counts: Counter[AnswerOutcome | None] = Counter(
        reply.outcome for instance in run.instances for reply in instance.replies
    )
    for problem in run.problems:
        if len(sample_answers(problem.sample)) > 1:
            counts.update(candidate.outcome for candidate in problem.candidates)
        else:
            counts[problem.outcome] += 1
    return {name: counts[name] for name in get_args(AnswerOutcome)}


def _usage(problems: Sequence[ProblemResult]) -> dict[str, dict[str, Any]]:
    total: dict[str, Usage] = {}
    for problem in problems:
        roles: Mapping[str, Any] = problem.usage
        for role, row in roles.items():
            total[role] = total.get(role, Usage()) + Usage(**row)
    return {role: asdict(usage) for role, usage in total.items()}
