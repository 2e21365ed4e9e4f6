"""Is an explanation true: its claims against the trace, one by one and in their order.

A right last line does not make an explanation right. One in our own styles is held to the run step by step
(`step_check`): what it leaves out is false, too. Of other texts what can be read is looked at: `claims` says
which wordings are understood; of anything else nothing is said.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from ses_plugin.extraction import AnswerStatus, extract_answer
from ses_plugin.narration.claim_matcher import Matcher, Places, text_matches
from ses_plugin.narration.claims import Claim, ClaimKind, find_claims
from ses_plugin.narration.evaluate import Impossible, Unknown, evaluate, text_of
from ses_plugin.narration.explanation_reader import is_ours
from ses_plugin.narration.step_check import check_steps
from ses_plugin.narration.trace_index import TraceIndex, header
from ses_plugin.scoring.prediction_match import literal_matches, stdout_matches
from ses_plugin.syntax import parse
from ses_plugin.tracing.trace import Trace


class ClaimVerdict(StrEnum):
    """What the trace says of a claim."""

    TRUE = "true"
    FALSE = "false"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Finding:
    """A claim, by its place in the text, and what the trace says of it."""

    start: int
    end: int
    kind: ClaimKind
    text: str
    verdict: ClaimVerdict


@dataclass(frozen=True, slots=True)
class FaithfulnessReport:
    """What became of the claims of a text, in their order."""

    findings: tuple[Finding, ...]

    def count(self, verdict: ClaimVerdict) -> int:
        """Return how many claims have this verdict."""
        return sum(finding.verdict is verdict for finding in self.findings)

    @property
    def ok(self) -> bool:
        """Whether nothing in the text was found to be false."""
        return not self.count(ClaimVerdict.FALSE)


def check_explanation(text: str, trace: Trace) -> FaithfulnessReport:
    """Return what the trace says of each claim of `text`, its answer included.

    A claim is true if some moment of the run shows it, after the moments of the claims before it; of claims
    that are in each other's way as many as can be are taken as true. It is false if no such moment is left,
    and unknown if it is about something that the trace does not know. Nothing in `text` raises an exception.
    Raises UsageError if the source of the trace is not Python.
    """
    story, answer = _parts(text)
    if is_ours(text):
        verdicts_of = {True: ClaimVerdict.TRUE, False: ClaimVerdict.FALSE, None: ClaimVerdict.UNKNOWN}
        found = [
            Finding(j.start, j.end, j.kind, text[j.start : j.end], verdicts_of[j.verdict])
            for j in check_steps(text, trace)
        ]
        return FaithfulnessReport((*found, *_answer(text, answer, trace)))
    said = find_claims(story)
    matcher = Matcher(TraceIndex(trace))
    places = [matcher.places(claim) for claim in said]
    in_order = _in_order(places, matcher.facts.size)
    verdicts = [
        _timeless(claim, matcher)
        if claim.kind in (ClaimKind.SUM, ClaimKind.CODE)
        else _verdict(found if kept or not matcher.is_of_items(claim) else None, kept)
        for claim, found, kept in zip(said, places, in_order, strict=True)
    ]
    found = [
        Finding(claim.start, claim.end, claim.kind, story[claim.start : claim.end], verdict)
        for claim, verdict in zip(said, verdicts, strict=True)
    ]
    return FaithfulnessReport((*found, *_answer(text, answer, trace)))


def _parts(text: str) -> tuple[str, int]:
    """Return the story, and where the answer begins."""
    at = text.lower().rfind("<output>")
    return (text, len(text)) if at < 0 else (text[:at], at)


def _verdict(places: Places, kept: bool) -> ClaimVerdict:
    if places is None:
        return ClaimVerdict.UNKNOWN
    return ClaimVerdict.TRUE if kept else ClaimVerdict.FALSE


def _answer(text: str, at: int, trace: Trace) -> list[Finding]:
    answer = extract_answer(text)
    if answer.status is not AnswerStatus.ANSWERED:
        return []
    same = stdout_matches if trace.value is None else literal_matches
    right = same(answer.text, trace.output)
    verdict = ClaimVerdict.TRUE if right else ClaimVerdict.FALSE
    return [Finding(at, len(text), ClaimKind.OUTPUT, answer.text, verdict)]


def _timeless(claim: Claim, matcher: Matcher) -> ClaimVerdict:
    """Return the verdict on what is so at any time: a sum, a piece of code."""
    if claim.kind is ClaimKind.CODE:
        return _code(claim.subject, matcher.facts)
    try:
        result = text_of(evaluate(parse(claim.subject, "eval").body, {}))
    except Impossible:
        return ClaimVerdict.FALSE
    except (Unknown, SyntaxError, ValueError, RecursionError, MemoryError):
        return ClaimVerdict.UNKNOWN
    return ClaimVerdict.TRUE if text_matches(claim.values[0], result) else ClaimVerdict.FALSE


def _code(said: str, facts: TraceIndex) -> ClaimVerdict:
    """Return whether a quoted piece of code is one of the program, however it is laid out.

    Nothing is known of a piece that is no code, or a value, which may be one of the run.
    """
    if said in facts.code or said in facts.names or said in facts.functions:
        return ClaimVerdict.TRUE
    for text in (said, f"{said.rstrip(':')}:\n    pass"):
        try:
            (node,) = parse(text).body
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            return ClaimVerdict.UNKNOWN
        return ClaimVerdict.TRUE if header(node) in facts.code else ClaimVerdict.FALSE
    return ClaimVerdict.UNKNOWN


def _in_order(places: Sequence[Places], size: int) -> list[bool]:
    """Return which claims are kept: the most that have places none of which is before that of one before.

    `size` is the number of places. A longest chain, by dynamic programming: `best[p]` is the length of the
    longest one that ends at or before p.
    """
    best = [0] * size
    rows: list[dict[int, int]] = []
    for found in places:
        gains = {place: best[place] + 1 for place in sorted(set(found or ())) if place < size}
        rows.append(gains)
        _raise(best, gains)
    kept = [False] * len(places)
    length, limit = (best[-1] if best else 0), size - 1
    for index in range(len(places) - 1, -1, -1):
        ends = [place for place, gain in rows[index].items() if gain == length and place <= limit]
        if length and ends:
            kept[index] = True
            length, limit = length - 1, max(ends)
    return kept


def _raise(best: list[int], gains: dict[int, int]) -> None:
    """Put new lengths into `best`, which stays without a fall."""
    for place, gain in gains.items():
        at = place
        while at < len(best) and best[at] < gain:
            best[at] = gain
            at += 1
