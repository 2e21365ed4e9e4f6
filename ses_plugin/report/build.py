"""`build_page_data`: from runs to the data of a page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from importlib.metadata import version

from ses_plugin.report.comparison import compare
from ses_plugin.report.divergences import ProgressCallback, with_divergences
from ses_plugin.report.page_data import PAGE_VERSION, PageData
from ses_plugin.report.rows import Run
from ses_plugin.report.summary import run_entry


def build_page_data(
    groups: Sequence[Sequence[Run]],
    *,
    title: str = "",
    rows: bool = True,
    debug: bool = False,
    progress: ProgressCallback | None = None,
) -> PageData:
    """Return the data of a page.

    Args:
        groups: The runs, in groups by where they come from. Runs of the first group are compared with those
            of the others: of the same task, or of the same kind where each group has one run of it.
        title: The page's title; by default the tasks.
        rows: Whether to include each problem and each pair, or only what is computed over all of them.
        debug: Whether to run the programs of output prediction, in the sandbox, and to compare the replies
            with the real runs.
        progress: Is called after each such program.
    """
    if debug:
        groups = with_divergences(groups, traces=rows, progress=progress)
    named = _with_distinct_names(groups)
    runs = [run for group in named for run in group]
    comparisons = [compare(runs, a, b) for a, b in _pairs(named)]
    if not rows:
        for comparison in comparisons:
            comparison["pairs"] = []
    return {
        "version": PAGE_VERSION,
        "title": title or ", ".join(dict.fromkeys(run.task for run in runs)),
        "release": version("ses_plugin"),
        "runs": [run_entry(run, rows=rows) for run in runs],
        "comparisons": comparisons,
    }


def _with_distinct_names(groups: Sequence[Sequence[Run]]) -> list[list[Run]]:
    """Return the runs with names that differ: the task, then also the model, then also a number."""
    runs = [run for group in groups for run in group]
    tasks = Counter(run.name for run in runs)
    long = Counter((run.name, run.model) for run in runs)
    seen: Counter[str] = Counter()

    def rename(run: Run) -> Run:
        name = run.name
        if tasks[name] > 1 and run.model:
            name = f"{name}, {run.model}"
        if tasks[run.name] > 1 and (long[run.name, run.model] > 1 or not run.model):
            seen[name] += 1
            name = f"{name} ({seen[name]})"
        return replace(run, name=name)

    return [[rename(run) for run in group] for group in groups]


def _pairs(groups: Sequence[Sequence[Run]]) -> Iterator[tuple[int, int]]:
    """Yield the places of the runs to compare: each of the first group with its like in the others."""
    starts = [sum(len(group) for group in groups[:number]) for number in range(len(groups))]
    for place, run in enumerate(groups[0] if groups else ()):
        for start, group in zip(starts[1:], groups[1:], strict=True):
            for other, candidate in enumerate(group):
                if _comparable(run, groups[0], candidate, group):
                    yield place, start + other


def _comparable(a: Run, group_a: Sequence[Run], b: Run, group_b: Sequence[Run]) -> bool:
    if a.task == b.task:
        return True
    alike = [sum(run.kind == a.kind for run in group) for group in (group_a, group_b)]
    return a.kind == b.kind and alike == [1, 1]
