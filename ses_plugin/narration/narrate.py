"""Explanations of runs, from their traces, without any model."""

from __future__ import annotations

from ses_plugin.errors import UsageError
from ses_plugin.extraction import extract_answer, format_answer
from ses_plugin.narration.step_builder import build_steps
from ses_plugin.narration.steps import Becomes, Does, Fact, Item, Leaves, RunStep
from ses_plugin.narration.style import FULL, ElidedValue, ExplanationTooLong, Style
from ses_plugin.narration.summary import summarize
from ses_plugin.narration.wording import computes, line, sentence
from ses_plugin.scoring.prediction_match import MAX_CHARACTERS, literal_matches, stdout_matches
from ses_plugin.tracing.inside.simple_values import MARK
from ses_plugin.tracing.trace import Trace
from ses_plugin.types.program import Outcome


def narrate(trace: Trace, style: Style = FULL) -> str:
    r"""Return the explanation of a run, which ends in its output in an answer block.

    It is told in the order of computation: of an expression its values, then its result, then the name that
    gets it. A run that ended by an exception is explained like another.
    Raises UsageError if the trace is not whole (it was cut, or the run was stopped), has no probes, its
    source is no Python, or its output can't be read back from an answer block; ElidedValue or
    ExplanationTooLong where a style that leaves nothing out would have to.

    Example: `narrate(trace_program(Program("n = 3\\nn = n * n + 1\\nprint(n)")), COMPACT)` is

        1 3->n
        2 3*3+1=10->n
        3 print 10

        <output>
        10
        </output>
    """
    if trace.truncated:
        raise UsageError(
            f"this trace ends before its run did ({trace.truncated}), so it can't be explained; "
            "trace with a higher limit of events or bytes, or on a smaller input"
        )
    if trace.outcome not in (Outcome.OK, Outcome.EXCEPTION):
        raise UsageError(
            f"a run that was stopped ({trace.outcome}: {trace.error}) can't be explained; only one that "
            "ended by itself or by an exception can"
        )
    answer = f"\n\n{_ending(trace) if style.sentences else ''}{format_answer(trace.output)}"
    same = stdout_matches if trace.value is None else literal_matches
    if not same(extract_answer(answer).text, trace.output):
        raise UsageError(
            f"the output of this run ({len(trace.output):,} characters) can't be given as an answer: it is "
            f"longer than {MAX_CHARACTERS:,} characters, or has tags or quotes that answer blocks have"
        )
    steps = build_steps(trace)
    body = _whole(steps, style) if style.whole else summarize(steps, style)
    if extract_answer(body + answer).text != extract_answer(answer).text:
        raise UsageError(
            "the explanation of this run can't be told from its answer: it has tags of answer blocks"
        )
    return body + answer


def _whole(steps: list[RunStep], style: Style) -> str:
    for step in steps:
        for item in step.items:
            if _is_elided(item):
                raise ElidedValue(
                    f"line {step.line}: a value is too long to be told in full; use the style concise"
                )
    told = steps if style.sentences else filter(computes, steps)
    text = "\n".join(map(sentence if style.sentences else line, told))
    if len(text) > style.characters:
        raise ExplanationTooLong(
            f"this explanation has {len(text):,} characters, the style allows {style.characters:,}; "
            "use the style concise, or a smaller input"
        )
    return text


def _is_elided(item: Item) -> bool:
    match item:
        case Becomes(value=value) | Fact(result=value) | Leaves(value=value) | Does(put=value):
            return MARK in value
    return any(MARK in value for _, value in (*getattr(item, "arguments", ()), *getattr(item, "values", ())))


def _ending(trace: Trace) -> str:
    if trace.outcome is Outcome.EXCEPTION:
        start = f"The run ends with an exception that is not caught: {trace.error}."
        return (
            f"{start} What it has printed by then:\n"
            if trace.stdout
            else f"{start} It has printed nothing:\n"
        )
    if trace.value is not None:
        return "So the call returns:\n"
    return "So the program prints:\n" if trace.stdout else "So the program prints nothing:\n"
