"""How simulations fail: the reports on many explanations, counted, with intervals."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import ClassVar

from ses_plugin.debugger.report import (
    AnswerVerdict,
    ClaimCounts,
    DebugReport,
    DebugVerdict,
    Divergence,
    DivergenceClass,
    Family,
)
from ses_plugin.metrics import wilson_interval
from ses_plugin.types.result_value import ResultValue, View


@dataclass(frozen=True, slots=True)
class Share:
    """`count` of `n`, as a share from 0 to 1 with Wilson's 95 % interval; None where `n` is 0."""

    name: str
    count: int
    n: int
    share: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True, repr=False)
class DebugSummary(ResultValue):
    """What `summarize_reports` returns: how simulations fail.

    `verdicts` are shares of all `n` explanations. `classes`, `families` and `value_kinds` are shares of those
    that have a divergence, a class or kind that never occurs included as 0 (kinds: left out). `coherent` is
    the share of explanations that do not contradict themselves, of those of which it is known, and
    `right_if_coherent` how many of the coherent ones have the right answer. `counts` are the claims of all.
    Intervals are by explanation: several of one program are not independent, and their intervals are too
    narrow.

    Example:
        >>> summarize_reports([])
        DebugSummary(n=0, diverged=0)
    """

    SCHEMA: ClassVar[str] = "ses.debug_summary"

    n: int
    verdicts: tuple[Share, ...]
    classes: tuple[Share, ...]
    families: tuple[Share, ...]
    value_kinds: tuple[Share, ...]
    coherent: Share
    right_if_coherent: Share
    counts: ClaimCounts

    def _view(self) -> View:
        diverged = self.classes[0].n if self.classes else 0
        shown = [share for share in self.classes if share.count]
        rows = [("class", "count", "share", "95 % interval"), *map(_row, shown)]
        return View({"n": self.n, "diverged": diverged}, [_line(share) for share in shown], rows=rows)


def summarize_reports(reports: Iterable[DebugReport]) -> DebugSummary:
    """Return the counts of verdicts and divergence classes over many explanations, with intervals."""
    known = list(reports)
    found = [report.divergence for report in known if report.divergence is not None]
    judged = [report for report in known if report.coherent is not None]
    coherent = [report for report in judged if report.coherent]
    right = sum(report.answer is AnswerVerdict.RIGHT for report in coherent)
    totals = [sum(getattr(report.counts, name) for report in known) for name in ("true", "false", "unknown")]
    return DebugSummary(
        len(known),
        _shares(DebugVerdict, [report.verdict for report in known]),
        _shares(DivergenceClass, [each.divergence_class for each in found]),
        _shares(Family, [each.family for each in found]),
        _kinds(found),
        _share("coherent", len(coherent), len(judged)),
        _share("right_if_coherent", right, len(coherent)),
        ClaimCounts(*totals),
    )


def _shares(names: type[Enum], values: Sequence[Enum]) -> tuple[Share, ...]:
    return tuple(_share(name.value, values.count(name), len(values)) for name in names)


def _kinds(found: Sequence[Divergence]) -> tuple[Share, ...]:
    kinds = [each.value_kind for each in found if each.value_kind is not None]
    return tuple(_share(kind, kinds.count(kind), len(kinds)) for kind in sorted(set(kinds)))


def _share(name: str, count: int, n: int) -> Share:
    if not n:
        return Share(name, count, 0, None, None, None)
    return Share(name, count, n, count / n, *wilson_interval(count / n, n))


def _line(share: Share) -> str:
    return f"{share.name}: {share.count} of {share.n}"


def _row(share: Share) -> tuple[str, str, str, str]:
    if share.share is None or share.low is None or share.high is None:
        return share.name, str(share.count), "", ""
    interval = f"{100 * share.low:.0f} to {100 * share.high:.0f} %"
    return share.name, str(share.count), f"{100 * share.share:.0f} %", interval
