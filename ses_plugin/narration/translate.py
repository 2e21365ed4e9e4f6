"""Traces rewritten as explanations by a model, and held to what really happened (paper, section 3.1).

A reply is kept if it ends in an answer block with the true output and, by default, if nothing in it is found
to be false (`narration.check`, which finds what it can read).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from ses_plugin.extraction import AnswerStatus, extract_answer, format_answer, strip_reasoning
from ses_plugin.narration.check import check_explanation
from ses_plugin.prompts import V1, PromptSet
from ses_plugin.prompts import translation_prompt as translate_prompt
from ses_plugin.scoring.prediction_match import literal_matches, stdout_matches
from ses_plugin.strategies.flow import (
    Completions,
    Flow,
    RequestFailed,
    Response,
    Role,
    SampleRequest,
    SamplingParams,
)
from ses_plugin.tracing.render.scratchpad import make_excerpt
from ses_plugin.tracing.trace import Trace
from ses_plugin.types.program import Program

LONGEST = 3
"""A trace is refused if less than the LONGEST-th part of it would be shown."""

# With the marks and the full stop that models put around an answer in the middle of a sentence.
_OPENS = re.compile(r"(?:```\w*\s*|`|\*\*)?<output>", re.IGNORECASE)
_CLOSES = re.compile(r"</output>[\s`*.]*", re.IGNORECASE)
_TRACE = re.compile(r"\btrac(?:e|es|ed|ing)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class TranslateOptions:
    """Options of a translation; `shown` are the most characters of a trace that a model is shown.

    `check`: explanations in which a statement is found to be false are refused.
    """

    sampling: SamplingParams = field(default_factory=lambda: SamplingParams(0.6, max_tokens=4096))
    shown: int = 12_000
    check: bool = True
    seed: int = 0
    prompts: PromptSet = V1


class Refusal(StrEnum):
    """Why a trace has no explanation."""

    TOO_LONG = "the trace is too long to be shown"
    FAILED = "the call failed"
    CUT = "cut at the limit of tokens"
    NO_ANSWER = "no answer"
    NOT_LAST = "something after the answer"
    NOTHING = "nothing but the answer"
    ANOTHER = "another output than the program's"
    MENTIONS = "mentions the trace"
    FALSE = "a statement is false"


@dataclass(frozen=True, slots=True)
class Translation:
    """An explanation, or why there is none; `reply` is what the model wrote, or why the call failed."""

    reply: str
    text: str = ""
    refusal: Refusal | None = None


def translate_traces(traces: Sequence[Trace], options: TranslateOptions) -> Flow[list[Translation]]:
    """Ask for an explanation of each trace, all in one round, and hold each to its trace.

    The traces are of runs that ended well and are whole. Raises TypeError if the driver breaks the protocol.
    """
    prompts = [_prompt(trace, options) for trace in traces]
    asked = tuple(
        SampleRequest(prompt, Role.TRANSLATE, options.sampling, seed=options.seed)
        for prompt in prompts
        if prompt is not None
    )
    replies = iter((yield asked) if asked else ())
    return [
        Translation("", refusal=Refusal.TOO_LONG) if prompt is None else _read(next(replies), trace, options)
        for prompt, trace in zip(prompts, traces, strict=True)
    ]


def _prompt(trace: Trace, options: TranslateOptions) -> str | None:
    """Return what is asked, None if too little of the trace can be shown."""
    shown = make_excerpt(trace, options.shown)
    if shown.size > LONGEST * options.shown:
        return None
    program = Program(trace.source, trace.entry_point)
    return translate_prompt(program, trace.input, shown.text, shown.left_out, options.prompts)


def _read(reply: Response, trace: Trace, options: TranslateOptions) -> Translation:
    match reply:
        case RequestFailed(reason):
            return Translation(reason, refusal=Refusal.FAILED)
        case Completions((raw,), completion_tokens=tokens):
            used_up = tokens is not None and tokens[0] >= options.sampling.max_tokens
            found = Refusal.CUT if used_up else _explanation(raw, options.sampling.max_tokens, trace)
            if not isinstance(found, Refusal):
                found = _refusal(found, trace, options) or found
            return Translation(raw, refusal=found) if isinstance(found, Refusal) else Translation(raw, found)
        case _:
            raise TypeError(f"the driver answered a SampleRequest of 1 with {reply!r}")


def _explanation(raw: str, max_tokens: int, trace: Trace) -> str | Refusal:
    """Return a reply without its reasoning, its answer in a block of its own lines, if that is right."""
    answer = extract_answer(raw, max_tokens)
    if answer.status is not AnswerStatus.ANSWERED:
        return Refusal.CUT if answer.status is AnswerStatus.TRUNCATED else Refusal.NO_ANSWER
    same = stdout_matches if trace.value is None else literal_matches
    if not same(answer.text, trace.output):
        return Refusal.ANOTHER
    text = strip_reasoning(raw)[0]
    *_, opened = _OPENS.finditer(text)
    *_, closed = _CLOSES.finditer(text)
    story = text[: opened.start()].strip()
    if text[closed.end() :] or closed.start() < opened.end():
        return Refusal.NOT_LAST
    return f"{story}\n\n{format_answer(answer.text)}" if story else Refusal.NOTHING


def _refusal(text: str, trace: Trace, options: TranslateOptions) -> Refusal | None:
    """Return what is wrong with an explanation that ends in the right answer."""
    if _TRACE.search(text) and not _TRACE.search(trace.source + trace.input + trace.output):
        return Refusal.MENTIONS
    return Refusal.FALSE if options.check and not check_explanation(text, trace).ok else None
