"""The neural debugger: an explanation of a run beside the real run."""

from __future__ import annotations

import logging
from functools import lru_cache

from ses_plugin.debugger.divergence import Alignment, Disagreement, make_divergence
from ses_plugin.debugger.event_alignment import align_events
from ses_plugin.debugger.narration_alignment import align_narration, is_narration
from ses_plugin.debugger.predicted_events import has_frames, has_scratchpad, read_frames, read_scratchpad
from ses_plugin.debugger.prose_alignment import align_prose
from ses_plugin.debugger.real_run import RealRun, real_run
from ses_plugin.debugger.report import (
    LISTED_CLAIMS,
    AnswerVerdict,
    ClaimCounts,
    DebugReport,
    DebugVerdict,
    DivergenceClass,
    TextForm,
)
from ses_plugin.extraction import AnswerStatus, ExtractedAnswer, extract_answer
from ses_plugin.narration.check import ClaimVerdict
from ses_plugin.scoring.prediction_match import literal_matches, stdout_matches
from ses_plugin.tracing.trace import Trace
from ses_plugin.tracing.tracer import trace_program
from ses_plugin.types.program import Program

MOST_COMPARED = 200_000
"""Of a longer explanation only the beginning is compared with the run; its answer may stand anywhere."""

_STRICT = (TextForm.NARRATION, TextForm.FRAMES, TextForm.SCRATCHPAD)


@lru_cache(64)
def trace_once(program: Program, input_text: str) -> Trace:
    """Return the trace of a run in the sandbox; the last ones are kept. Raises what `trace_program` does."""
    return trace_program(program, input_text)


def debug_explanation(text: str, trace: Trace) -> DebugReport:
    r"""Return where an explanation leaves the real run, and how.

    Args:
        text: An explanation with its answer, as a model wrote it: prose, one of our styles, CWM's frames, or
            a scratchpad.
        trace: The real run, as `trace_once` or `trace_program` gives it.

    Returns:
        The report. Nothing in `text` raises an exception: what can't be read is unknown, and unknown claims
        are never a divergence.

    Raises:
        UsageError: The source of the trace is not Python.

    Example:
        >>> trace = trace_once(Program("n = int(input())\nprint(n * 2)"), "21")
        >>> debug_explanation("`n` is set to 21. It prints `41`.\n<output>41</output>", trace).divergence.real
        '42\n'
    """
    run = real_run(trace)
    answer = extract_answer(text)
    story = text[:MOST_COMPARED]
    form, alignment = _align(run, story, answer.status is AnswerStatus.ANSWERED)
    return _report(run, text, form, alignment, answer)


def _align(run: RealRun, text: str, answered: bool) -> tuple[TextForm, Alignment]:
    """Return the form of a text, and what the run says of it."""
    try:
        if has_frames(text):
            ended = answered or "<|end_of_text|>" in text
            return TextForm.FRAMES, align_events(run, read_frames(text), frames=True, ended=ended)
        if has_scratchpad(text):
            rows = read_scratchpad(text)
            return TextForm.SCRATCHPAD, align_events(run, rows, frames=False, ended=answered)
        if is_narration(text):
            return TextForm.NARRATION, align_narration(run, text, ended=answered)
        return TextForm.PROSE, align_prose(run, text)
    except (ValueError, TypeError, LookupError, ArithmeticError, RecursionError, AttributeError):
        # A model's text is data: what trips a reader is a text that can't be checked, and a mistake of ours.
        logging.getLogger(__name__).warning("an explanation could not be compared", exc_info=True)
        return TextForm.PROSE, Alignment(())


def _report(
    run: RealRun, text: str, form: TextForm, alignment: Alignment, answer: ExtractedAnswer
) -> DebugReport:
    verdicts = [claim.verdict for claim in alignment.claims]
    counts = ClaimCounts(*(verdicts.count(verdict) for verdict in ClaimVerdict))
    right = _judge_answer(run.trace, answer)
    found = alignment.disagreement
    if found is None and counts.true and right is AnswerVerdict.WRONG:
        found = _wrong_answer(run, text, answer.text)
    verdict = _verdict(found, right, counts)
    return DebugReport(
        verdict,
        form,
        right,
        _coherent(verdict, form, alignment.contradicts_itself),
        counts,
        None if found is None else make_divergence(run, text, found),
        alignment.claims[:LISTED_CLAIMS],
    )


def _judge_answer(trace: Trace, answer: ExtractedAnswer) -> AnswerVerdict:
    if answer.status is not AnswerStatus.ANSWERED:
        return AnswerVerdict.NONE
    same = stdout_matches if trace.value is None else literal_matches
    return AnswerVerdict.RIGHT if same(answer.text, trace.output) else AnswerVerdict.WRONG


def _wrong_answer(run: RealRun, text: str, answer: str) -> Disagreement:
    start = max(0, text.lower().rfind("<output>"))
    last = len(run.events) - 1
    kind = DivergenceClass.WRONG_ANSWER
    return Disagreement(kind, start, len(text), "", answer, run.trace.output, event=last)


def _verdict(found: Disagreement | None, answer: AnswerVerdict, counts: ClaimCounts) -> DebugVerdict:
    if found is None:
        return DebugVerdict.NO_DIVERGENCE if counts.true else DebugVerdict.NOTHING_TO_CHECK
    if found.kind is DivergenceClass.WRONG_ANSWER:
        return DebugVerdict.WRONG_ANSWER
    return DebugVerdict.IMPOSSIBLE_TRACE if answer is AnswerVerdict.RIGHT else DebugVerdict.DIVERGES


def _coherent(verdict: DebugVerdict, form: TextForm, contradicts_itself: bool) -> bool | None:
    if verdict is DebugVerdict.NOTHING_TO_CHECK or (
        verdict is DebugVerdict.WRONG_ANSWER and form not in _STRICT
    ):
        return None  # what prose leaves out may lead to its answer
    broken = (DebugVerdict.IMPOSSIBLE_TRACE, DebugVerdict.WRONG_ANSWER)
    return not contradicts_itself and verdict not in broken
