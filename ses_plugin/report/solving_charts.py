"""The charts of a run of a solving task."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import get_args

from ses_plugin.report.chart_parts import binned, chart, grouped, point, reliability, risk_coverage, shares
from ses_plugin.report.intervals import ClusterBootstrap, mean_measure, ratio_measure
from ses_plugin.report.page_data import CellClass, Chart, Point, Series
from ses_plugin.report.rows import CandidateResult, ProblemResult, Run
from ses_plugin.report.solving_metrics import (
    drawn_candidates,
    is_fully_predicted,
    is_judged,
    leaders,
    most_candidates,
    selection_curve,
)
from ses_plugin.service.sample_metrics import leader_success_rate

_LEVELS = ("easy", "medium", "hard")
_CURVES = {
    "any": ("pass@{k}", "Any of them"),
    "exec": ("best@{k}_exec", "By execution"),
    "simulate": ("best@{k}_simulate", "By prediction"),
    "short": ("short1@{k}", "Shortest"),
    "random": ("pass@1", "Random"),
}
_CHANGES = ("fixed", "broken", "kept right", "kept wrong")

Curve = list[dict[str, float] | None]
"""The success rates of each problem, None if it was not judged."""


class SolvingCharts:
    """Makes the charts of a run. `notes` says which of them are incomplete, and why."""

    def __init__(self, run: Run, bootstrap: ClusterBootstrap) -> None:
        self.notes: list[str] = []
        self._curves: dict[int, Curve] = {}
        self._run, self._bootstrap = run, bootstrap
        self._problems = run.problems
        self._judged = [is_judged(problem) for problem in run.problems]
        self._n, self._k = most_candidates(run), drawn_candidates(run)
        has_tests = any(problem.tests for problem in run.problems)
        self._several = run.strategy != "self-fix" and self._n > 1 and any(self._judged)
        self._selects = self._several and has_tests and run.strategy != "solve"

    def build(self) -> list[Chart]:
        """Return all charts for which the run has data."""
        charts: list[Chart] = []
        if self._several:
            charts += self._selection_charts()
        if self._run.strategy == "self-fix" and any(self._judged):
            charts += self._self_fix_charts()
        pairs = self._confidence_pairs()
        charts += reliability(self._bootstrap, pairs)
        charts += risk_coverage(self._bootstrap, pairs)
        charts += self._verdict_chart()
        charts += self._level_chart()
        charts += self._token_charts()
        return charts

    def _selection_charts(self) -> Iterator[Chart]:
        curves = {k: self._curve(k) for k in range(1, self._n + 1)}
        complete = self._selects and is_fully_predicted(self._run)
        if self._selects and not complete and self._n > 2:
            self.notes.append(
                "Best of k by prediction is known for one and for all candidates only: predictions that "
                "can't change the selection were skipped. The option pruning=none predicts everything."
            )
        yield from chart("best_at_k", self._selection_series(curves, complete))
        if not self._selects:
            return
        known = [k for k in curves if k > 1 and (complete or k == self._n)]
        gaps = [p for k in known for p in point(self._bootstrap, k, mean_measure(self._gap(curves[k], k)))]
        yield from chart("simulation_gap", [{"name": "gap", "points": gaps}])
        rooms = [p for k in known for p in point(self._bootstrap, k, ratio_measure(self._room(curves[k], k)))]
        yield from chart("room_won", [{"name": "room won", "points": rooms}])

    def _curve(self, k: int) -> Curve:
        if k not in self._curves:
            self._curves[k] = [
                selection_curve(problem, self._n, k) if judged else None
                for problem, judged in zip(self._problems, self._judged, strict=True)
            ]
        return self._curves[k]

    def _selection_series(self, curves: dict[int, Curve], complete: bool) -> Iterator[Series]:
        for name, (key, label) in _CURVES.items():
            if name in ("exec", "simulate") and not self._selects:
                continue
            known = [k for k in curves if name != "simulate" or complete or k in (1, self._n)]
            points = []
            for k in known:
                rates = [None if row is None else row[key.format(k=k)] for row in curves[k]]
                points += point(self._bootstrap, k, mean_measure(rates, is_share=True))
            yield {"name": label, "points": points}

    def _gap(self, curve: Curve, k: int) -> list[float | None]:
        return [None if row is None else row[f"best@{k}_exec"] - row[f"best@{k}_simulate"] for row in curve]

    def _room(self, curve: Curve, k: int) -> list[tuple[float, float] | None]:
        return [
            None
            if row is None
            else (row[f"best@{k}_simulate"] - row["pass@1"], row[f"pass@{k}"] - row["pass@1"])
            for row in curve
        ]

    def _confidence_pairs(self) -> list[tuple[float, float] | None]:
        """Return the confidence and the success rate of each problem's answer."""
        pairs: list[tuple[float, float] | None] = []
        for problem, judged in zip(self._problems, self._judged, strict=True):
            known = judged and problem.confidence is not None and problem.strategy != "self-fix"
            if known and problem.confidence is not None and leaders(problem):
                pairs.append((problem.confidence, leader_success_rate(problem.sample["candidates"])))
            else:
                pairs.append(None)
        return pairs

    def _verdict_chart(self) -> Iterator[Chart]:
        classes = [name for name in get_args(CellClass) if name != "unknown"]
        counts = [
            Counter(
                cell.cell_class
                for candidate in problem.candidates
                for cell in candidate.cells
                if cell.cell_class != "unknown"
            )
            for problem in self._problems
        ]
        yield from chart("verdicts", [{"name": "cells", "points": shares(self._bootstrap, counts, classes)}])

    def _level_chart(self) -> Iterator[Chart]:
        levels = [problem.level for problem in self._problems]
        order = sorted({level for level in levels if level}, key=_level_rank)
        if len(order) < 2:
            return
        series: list[Series] = [
            {"name": name, "points": grouped(self._bootstrap, levels, values, order)}
            for name, values in self._answers().items()
        ]
        yield from chart("by_level", series)

    def _answers(self) -> dict[str, list[float | None]]:
        """Return for each problem whether its answer is right, by the ways to answer that the run has."""
        outcomes = [
            None if problem.outcome is None else float(problem.outcome == "right")
            for problem in self._problems
        ]
        if not self._several:
            first = "Last solution" if self._run.strategy == "self-fix" else "Answer"
            return {first: outcomes}
        curve, result = self._curve(self._k), dict[str, list[float | None]]()
        for name, (key, label) in _CURVES.items():
            if name in ("random", "any") or self._selects:
                result[label] = [None if row is None else row[key.format(k=self._k)] for row in curve]
        return result

    def _token_charts(self) -> Iterator[Chart]:
        tokens = [None if problem.tokens is None else float(problem.tokens) for problem in self._problems]
        if not any(tokens):
            return
        series: list[Series] = [
            {"name": name, "points": binned(self._bootstrap, tokens, values)}
            for name, values in self._answers().items()
            if name not in ("Shortest", "By execution")
        ]
        yield from chart("tokens_accuracy", series)
        if self._selects:
            yield from self._cost_chart(tokens)

    def _cost_chart(self, tokens: Sequence[float | None]) -> Iterator[Chart]:
        solve = [_role_tokens(problem, "solve") for problem in self._problems]
        if None in solve or None in tokens:
            return
        candidates = sum(value or 0 for value in solve) / len(solve)
        total = sum(value or 0 for value in tokens) / len(tokens)
        at = {"Random": candidates / self._n, "By prediction": total}
        at |= dict.fromkeys(("Shortest", "By execution", "Any of them"), candidates)
        points: list[Point] = []
        for label, values in self._answers().items():
            points += point(self._bootstrap, at[label], mean_measure(values, is_share=True), label)
        yield from chart("cost_accuracy", [{"name": "selections", "points": points}])

    def _self_fix_charts(self) -> Iterator[Chart]:
        loops = {"By prediction": [problem.candidates for problem in self._problems]}
        if any(problem.oracle is not None for problem in self._problems):
            loops["By execution"] = [problem.oracle or () for problem in self._problems]
        yield from chart(
            "transitions",
            [{"name": name, "points": self._transitions(turns)} for name, turns in loops.items()],
        )
        yield from chart(
            "turns", [{"name": name, "points": self._by_turn(turns)} for name, turns in loops.items()]
        )
        used = [Counter([f"{len(_solutions(problem.candidates))}"]) for problem in self._problems]
        order = [str(number) for number in range(self._n + 1)]
        yield from chart("turns_used", [{"name": "problems", "points": shares(self._bootstrap, used, order)}])
        reasons = [Counter([problem.stop_reason or "not recorded"]) for problem in self._problems]
        names = sorted({name for row in reasons for name in row})
        yield from chart(
            "stop_reasons", [{"name": "problems", "points": shares(self._bootstrap, reasons, names)}]
        )

    def _transitions(self, loops: Sequence[tuple[CandidateResult, ...]]) -> list[Point]:
        changes = [
            _change(loop) if judged else None for loop, judged in zip(loops, self._judged, strict=True)
        ]
        points = []
        for place, name in enumerate(_CHANGES):
            column = [None if change is None else float(change == name) for change in changes]
            points += point(self._bootstrap, place, mean_measure(column, is_share=True), name)
        return points

    def _by_turn(self, loops: Sequence[tuple[CandidateResult, ...]]) -> list[Point]:
        points = []
        for turn in range(1, max((len(_solutions(loop)) for loop in loops), default=0) + 1):
            right = [
                (
                    None
                    if not judged
                    else float(bool(_solutions(loop)) and _solutions(loop)[:turn][-1].outcome == "right")
                )
                for loop, judged in zip(loops, self._judged, strict=True)
            ]
            points += point(self._bootstrap, turn, mean_measure(right, is_share=True))
        return points


def _solutions(loop: Sequence[CandidateResult]) -> list[CandidateResult]:
    return [turn for turn in loop if turn.program is not None]


def _change(loop: Sequence[CandidateResult]) -> str:
    """Return what became of the first solution; without any, the answer stays wrong."""
    right = [turn.outcome == "right" for turn in _solutions(loop)] or [False]
    if right[0] == right[-1]:
        return "kept right" if right[0] else "kept wrong"
    return "broken" if right[0] else "fixed"


def _level_rank(level: str) -> tuple[int, str]:
    return (_LEVELS.index(level) if level in _LEVELS else len(_LEVELS)), level


def _role_tokens(problem: ProblemResult, role: str) -> float | None:
    usage = problem.usage.get(role)
    return None if usage is None else usage["completion_tokens"]
