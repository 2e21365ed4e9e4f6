"""A predicted run beside the real one in the terminal, up to the first divergence."""

from __future__ import annotations

from ses_plugin.cli.output import escape_controls, for_terminal, make_console
from ses_plugin.debugger.report import AlignedClaim, AnswerVerdict, DebugReport, DebugVerdict, Divergence
from ses_plugin.narration.check import ClaimVerdict
from ses_plugin.tracing.trace import EventKind, Trace

_ROWS = 12
"""How many of the last steps before a divergence are shown."""

_AROUND = 160
"""How many characters of the explanation are shown on each side of a divergence."""

_SENTENCES = {
    DebugVerdict.NO_DIVERGENCE: "No divergence was found",
    DebugVerdict.NOTHING_TO_CHECK: "Nothing in the explanation can be checked",
    DebugVerdict.DIVERGES: "The explanation leaves the real run",
    DebugVerdict.IMPOSSIBLE_TRACE: "The answer is right, and the explanation leaves the real run",
    DebugVerdict.WRONG_ANSWER: "No divergence was found before the answer, which is wrong",
}
_ANSWERS = {
    AnswerVerdict.RIGHT: "the answer is right",
    AnswerVerdict.WRONG: "the answer is wrong",
    AnswerVerdict.NONE: "there is no answer",
}


def print_debug(report: DebugReport, trace: Trace, explanation: str) -> None:
    """Print the steps that the explanation tells beside the real ones, and the first divergence.

    A model's text is cleaned of control characters, and is never markup. Colours are rich's: none where
    the output is no terminal, or `NO_COLOR` is set.
    """
    from rich.table import Table
    from rich.text import Text

    console = make_console()
    table = Table("line", "visit", "program", "real", "explanation", "", box=None, pad_edge=False)
    for claim in _shown(report):
        style = "red" if claim.verdict is ClaimVerdict.FALSE else ""
        told = _line(explanation[claim.start : claim.end])
        mark = {ClaimVerdict.FALSE: "false", ClaimVerdict.TRUE: "", ClaimVerdict.UNKNOWN: "?"}[claim.verdict]
        cells = (str(claim.line or ""), str(claim.visit or ""), _source(trace, claim), _real(trace, claim))
        table.add_row(*map(Text, cells), Text(told, style), Text(mark, style))
    if table.row_count:
        console.print(table)
    counts = report.counts
    console.print(
        f"{_SENTENCES[report.verdict]}; {_ANSWERS[report.answer]}. "
        f"Claims: {counts.true} true, {counts.false} false, {counts.unknown} unknown."
    )
    if report.divergence is not None:
        _print_divergence(report.divergence, explanation)


def _print_divergence(found: Divergence, explanation: str) -> None:
    from rich.text import Text

    console = make_console()
    kind = f" ({found.value_kind})" if found.value_kind else ""
    console.print(Text(f"{found.divergence_class.value}{kind}: ", "bold") + Text(_line(found.message)))
    before = explanation[max(0, found.start - _AROUND) : found.start].rpartition("\n")[2]
    after = explanation[found.end : found.end + _AROUND].partition("\n")[0]
    console.print(
        Text("  ") + escape_controls(before) + Text(_line(found.claim), "bold red") + escape_controls(after)
    )


def _shown(report: DebugReport) -> list[AlignedClaim]:
    """Return the claims whose place in the run is known, up to the first divergence."""
    last = report.divergence.start if report.divergence is not None else None
    known: list[AlignedClaim] = []
    for claim in report.claims:
        is_part = bool(known) and claim.end <= known[-1].end
        if claim.event is not None and not is_part and (last is None or claim.start <= last):
            known.append(claim)
    return known[-_ROWS:]


def _line(text: str) -> str:
    return for_terminal(text.replace("\n", " "))


def _source(trace: Trace, claim: AlignedClaim) -> str:
    lines = trace.lines
    known = claim.line is not None and 0 < claim.line <= len(lines)
    return for_terminal(lines[claim.line - 1]) if known and claim.line is not None else ""


def _real(trace: Trace, claim: AlignedClaim) -> str:
    """Return in short what the event of a claim did."""
    if claim.event is None:
        return ""
    event = trace.events[claim.event]
    notes = [f"{c.name} = {c.value}" if c.value is not None else f"del {c.name}" for c in event.changes]
    notes += [] if event.truth is None else ["true" if event.truth else "false"]
    notes += [f"returns {event.value}"] if event.kind is EventKind.RETURN else []
    notes += [f"prints {event.printed!r}"] if event.printed else []
    return _line("; ".join(notes))
