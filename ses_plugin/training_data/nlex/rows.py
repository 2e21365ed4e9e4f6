"""One row: a run, traced, explained, and checked."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from typing import Any

from ses_plugin.datasets.instances import Features, measure
from ses_plugin.extraction import extract_answer
from ses_plugin.narration.check import ClaimVerdict, check_explanation
from ses_plugin.narration.narrate import narrate
from ses_plugin.narration.style import STYLES
from ses_plugin.prompts import output_prediction_prompt
from ses_plugin.scoring.prediction_match import literal_matches, stdout_matches
from ses_plugin.tracing.step_counter import StepCounts
from ses_plugin.tracing.trace import EventKind, Trace
from ses_plugin.tracing.tracer import trace_program
from ses_plugin.training_data.nlex.harvest import SourceFunction
from ses_plugin.training_data.nlex.input_selection import EVENTS, PATIENT, stands_in
from ses_plugin.training_data.nlex.tokens import count_tokens
from ses_plugin.training_data.nlex.unfit_runs import Sandboxes, calls_library, find_set_order, has_sets
from ses_plugin.types.program import Outcome

NO_EXPLANATION = "untold"
"""The style of rows without an explanation, which a model is to write: they have "trace" in its place."""
MAX_OUTPUT = 1_000
"""Characters of an output."""

MIN_STEPS = 3
"""Lines that a run of a function has, if all that it does is in a library."""

PER_PROGRAM = 16
"""The most rows of one program, if nothing else is wanted."""

Row = dict[str, Any]
_ADDRESS = re.compile(r"\bat 0x[0-9a-fA-F]{6,}")


@dataclass(frozen=True, slots=True)
class RowOptions:
    """Which rows are made, and how they are told.

    `style` is a name of STYLES, or NO_EXPLANATION. `max_events` are those of a run, `max_tokens` those of
    prompt and completion (None: any number), counted by `tokenizer` or estimated (`tokens`). `per_program` is
    the most rows of one program.
    """

    style: str = "full"
    max_events: int = EVENTS
    max_tokens: int | None = None
    tokenizer: str | None = None
    per_program: int = PER_PROGRAM


def make_row(
    candidate: SourceFunction,
    text: str,
    options: RowOptions,
    sandboxes: Sandboxes,
    seen: str | None = None,
) -> Row | str:
    """Return the row of `candidate` on the input `text`, or why there is none: "stage: reason".

    `seen` is the value that another run returned: the row's must be the same.
    """
    run = trace_program(candidate.program, text, PATIENT, events=options.max_events, sandbox=sandboxes.first)
    if why := _unusable(run, seen) or _too_little(candidate, run):
        return f"run: {why}"
    if not _is_text(candidate.program.source + text + run.output):
        return "run: has half of a character (a surrogate)"
    rehashed = sandboxes.rehashed
    if has_sets(run.source) and (why := find_set_order(run, PATIENT, options.max_events, rehashed)):
        return f"run: {why}"
    if options.style == NO_EXPLANATION:
        return {**_as_row(candidate, run), "trace": run.to_json()}
    try:
        story = narrate(run, STYLES[options.style])
        report = check_explanation(story, run)
    except Exception as error:  # of thousands of programs one without an explanation must not end the build
        return f"narration: {_reason_of(error)}"
    if not report.ok or not report.count(ClaimVerdict.TRUE):
        return "narration: a statement is false, or none can be checked"
    if not _same(run, extract_answer(story).text):
        return "narration: its answer is not the output"
    if why := find_defect(story):
        return f"narration: {why}"
    return keep_short(add_explanation(_as_row(candidate, run), story), options)


def _reason_of(error: Exception) -> str:
    """Return why the narrator gives no explanation: one of few texts, for rows are counted by it.

    An error's `reason` is that, if it has one: a narration would have to leap, or to leave something out.
    """
    reason = getattr(error, "reason", None)
    return str(reason) if reason else type(error).__name__


def keep_short(row: Row, options: RowOptions) -> Row | str:
    """Return a row with its number of tokens, or why there is none."""
    text = row["prompt"][0]["content"] + row["completion"][0]["content"]
    tokens = count_tokens(text, options.tokenizer)
    if options.max_tokens is not None and tokens > options.max_tokens:
        return f"row: more than {options.max_tokens} tokens"
    return {**row, "tokens": tokens}


def find_defect(story: str) -> str:
    """Return why no training text can have this explanation, or ""."""
    if _ADDRESS.search(story):
        return "shows an address in memory"
    return "" if _is_text(story) else "has half of a character (a surrogate)"


def add_explanation(untold: Row, story: str) -> Row:
    """Return a row with its explanation."""
    completion = [{"role": "assistant", "content": story}]
    chats = {"completion": completion, "messages": [*untold["prompt"], *completion]}
    return {"prompt": untold["prompt"], **chats, **{k: v for k, v in untold.items() if k != "trace"}}


def _is_text(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _unusable(run: Trace, seen: str | None) -> str:
    """Return why no row can be made of a run, or ""."""
    if run.outcome is not Outcome.OK:
        return f"ends by {run.outcome.value}"
    if run.truncated:
        return "is longer than the most events or the record's bytes"
    if not run.output.strip():
        return "no output"
    if len(run.output) > MAX_OUTPUT:
        return f"more than {MAX_OUTPUT} characters of output"
    if seen is not None and not _same(run, seen):
        return "another output than in another run"
    return ""


def _too_little(candidate: SourceFunction, run: Trace) -> str:
    """Return why a run of a harvested function teaches too little, or "": it only hands on to a library.

    Programs that come with their inputs are taken as they are.
    """
    if not candidate.guess or run.entry_point is None:
        return ""
    steps = [event.line for event in run.events if event.kind is EventKind.LINE and event.frame != 0]
    if len(steps) < MIN_STEPS and calls_library(run.source, frozenset(steps)):
        return "little more than a call of a library"
    return ""


def _same(run: Trace, output: str) -> bool:
    return stdout_matches(output, run.output) if run.value is None else literal_matches(output, run.output)


@lru_cache(maxsize=64)
def _features_of(source: str) -> Features:
    """Return the features of a program that hang on its text alone."""
    return measure(source, StepCounts(0, 0, 0), "")


def _as_row(candidate: SourceFunction, run: Trace) -> Row:
    """Return the row without an explanation."""
    program = candidate.program
    lines = sum(event.kind is EventKind.LINE for event in run.events)
    calls = sum(event.kind is EventKind.CALL for event in run.events)
    features = replace(
        _features_of(program.source),
        trace_events=StepCounts(lines, calls, 0).events,
        lines_executed=lines,
        output_length=len(run.output.strip()),
    )
    return {
        "prompt": [{"role": "user", "content": output_prediction_prompt(program, run.input)}],
        "program": program.source,
        "entry": program.entry_point,
        "input": run.input,
        "output": run.output,
        "source": candidate.source,
        "license": candidate.license,
        "difficulty": features.difficulty,
        "events": len(run.events),
        "features": {
            **asdict(features),
            "kinds": list(features.kinds),
            "difficulty": features.difficulty,
            "calls": calls,
            "answer_in_input": stands_in(run.output, run.input),
        },
    }
