"""Where the explanations of output prediction leave the real runs: programs run for it, in the sandbox."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import as_completed
from dataclasses import dataclass, replace
from typing import Any

from ses_plugin.debugger.debug import debug_explanation, trace_once
from ses_plugin.debugger.report import DebugReport, DebugVerdict
from ses_plugin.errors import SandboxError, UsageError
from ses_plugin.execution import shared_sandbox
from ses_plugin.report.rows import InstanceResult, ReplyResult, Run
from ses_plugin.scoring.prediction_match import literal_matches, stdout_matches
from ses_plugin.types.program import Outcome, Program

MOST_OF_A_TRACE = 1 << 16
"""The most characters of a real run in a page, as JSON: some hundred steps."""

MOST_OF_ALL_TRACES = 12_000_000
"""The most characters of all real runs in a page together: a page has to open at once, and be sent."""

ProgressCallback = Callable[[int, int], object]
"""Takes how many programs were run, and how many there are."""


@dataclass(frozen=True, slots=True)
class _RealRun:
    """A run that explanations are about: what is to be run, and the output in the data."""

    program: Program
    input: str
    expected: str


@dataclass(frozen=True, slots=True)
class _Comparison:
    """The reports on the explanations of one real run, by their text; `trace` is "" if it is too long."""

    reports: Mapping[str, DebugReport]
    trace: str


def with_divergences(
    groups: Sequence[Sequence[Run]], *, traces: bool = True, progress: ProgressCallback | None = None
) -> list[list[Run]]:
    """Return the runs, with the debugger's report for each reply of output prediction.

    Each program is run once on each input, as many at a time as the sandbox has workers, within the usual
    bounds of a trace. A reply of a program that can't be traced, or whose run does not end in the output that
    the data have, gets no report; a note counts them.

    Args:
        groups: The runs of a page.
        traces: Whether replies get the real run too, for stepping through it: those that leave it first,
            and only as many as a page can hold. A note counts the others.
        progress: Is called after each program.
    """
    replies: dict[_RealRun, dict[str, None]] = {}
    for run in (run for group in groups for run in group):
        for instance in run.instances:
            replies.setdefault(_real_run(instance), {}).update(dict.fromkeys(_explanations(instance)))
    if not replies:
        return [list(group) for group in groups]
    try:
        known = _compare_all(replies, traces, progress or (lambda done, total: None))
    except SandboxError as error:
        note = f"explanations are not compared with real runs, since programs can't be run here: {error}"
        return [[_with_notes(run, [note] if run.instances else []) for run in group] for group in groups]
    debugged = [[_with_reports(run, known) for run in group] for group in groups]
    return _with_traces(debugged, known) if traces else debugged


def _real_run(instance: InstanceResult) -> _RealRun:
    return _RealRun(Program(instance.program, instance.entry_point), instance.input, instance.expected)


def _explanations(instance: InstanceResult) -> Iterator[str]:
    return (reply.reply for reply in instance.replies if reply.reply.strip())


def _compare_all(
    replies: Mapping[_RealRun, Mapping[str, None]], traces: bool, progress: ProgressCallback
) -> dict[_RealRun, _Comparison]:
    """Return what is known of those runs that could be traced. Raises SandboxError if none can be."""
    sandbox = shared_sandbox()
    futures = {sandbox.submit(_compare, run, texts, traces): run for run, texts in replies.items()}
    known = {}
    try:
        for done, future in enumerate(as_completed(futures), 1):
            comparison = future.result()
            if comparison is not None:
                known[futures[future]] = comparison
            progress(done, len(futures))
    finally:
        for future in futures:
            future.cancel()
    return known


def _compare(run: _RealRun, texts: Mapping[str, None], traces: bool) -> _Comparison | None:
    """Return the reports on the explanations of a run; None if it can't be traced, or is another one."""
    try:
        trace = trace_once(run.program, run.input)
        same = stdout_matches if run.program.entry_point is None else literal_matches
        if trace.outcome is not Outcome.OK or not same(trace.output, run.expected):
            return None
        reports = {text: debug_explanation(text, trace) for text in texts}
    except UsageError:
        return None
    text = trace.to_json() if traces else ""
    if not 0 < len(text) <= MOST_OF_A_TRACE:
        return _Comparison(reports, "")
    from ses_plugin.viewer import trace_data  # here: only a page needs it

    return _Comparison(reports, json.dumps(trace_data(text), separators=(",", ":")))


def _with_reports(run: Run, known: Mapping[_RealRun, _Comparison]) -> Run:
    compared = [known.get(_real_run(instance)) for instance in run.instances]
    instances = tuple(map(_with_report, run.instances, compared))
    missing = compared.count(None)
    note = (
        f"{missing} of {len(instances)} programs can't be traced, or print something else here than the data "
        "say: their explanations are not compared with the real run"
    )
    return _with_notes(replace(run, instances=instances), [note] if missing else [])


def _with_report(instance: InstanceResult, compared: _Comparison | None) -> InstanceResult:
    if compared is None:
        return instance
    replies = tuple(replace(each, divergence=compared.reports.get(each.reply)) for each in instance.replies)
    verdicts = [reply.divergence.verdict for reply in replies if reply.divergence is not None]
    flags = ("impossible_trace",) if DebugVerdict.IMPOSSIBLE_TRACE in verdicts else ()
    return replace(instance, replies=replies, flags=(*instance.flags, *flags))


def _with_traces(groups: Sequence[Sequence[Run]], known: Mapping[_RealRun, _Comparison]) -> list[list[Run]]:
    """Return the runs with as many traces as fit: first for a first reply that leaves its run."""
    instances = [each for group in groups for run in group for each in run.instances]
    wanted = [
        (reply.divergence.divergence is None, number, instance)
        for instance in instances
        for number, reply in enumerate(instance.replies)
        if reply.divergence is not None
    ]
    room = MOST_OF_ALL_TRACES
    given: set[tuple[int, int]] = set()
    for _, number, instance in sorted(wanted, key=lambda each: each[:2]):
        size = len(known[_real_run(instance)].trace)
        if 0 < size <= room:
            room -= size
            given.add((id(instance), number))

    def trace_of(instance: InstanceResult, number: int) -> dict[str, Any] | None:
        if (id(instance), number) not in given:
            return None
        trace: dict[str, Any] = json.loads(known[_real_run(instance)].trace)
        return trace

    return [[_with_traces_of(run, trace_of) for run in group] for group in groups]


def _with_traces_of(run: Run, trace_of: Callable[[InstanceResult, int], dict[str, Any] | None]) -> Run:
    instances = []
    for each in run.instances:
        replies = (replace(reply, trace=trace_of(each, number)) for number, reply in enumerate(each.replies))
        instances.append(replace(each, replies=tuple(replies)))
    missing = sum(map(_lacks_trace, (reply for each in instances for reply in each.replies)))
    note = f"{missing} replies have no real run to step through: the page would be too large"
    return _with_notes(replace(run, instances=tuple(instances)), [note] if missing else [])


def _lacks_trace(reply: ReplyResult) -> bool:
    return reply.divergence is not None and reply.trace is None


def _with_notes(run: Run, notes: Sequence[str]) -> Run:
    return replace(run, notes=(*run.notes, *notes))
