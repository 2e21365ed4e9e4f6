"""The rows of output prediction tasks, from lm-eval's samples."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from ses_plugin.datasets.instances import Instance, instance_from_row
from ses_plugin.extraction import (
    AnswerStatus,
    ExtractedAnswer,
    extract_answer,
    reasoning_mark_opened_by,
)
from ses_plugin.prompts import V1, output_prediction_prompt
from ses_plugin.report.page_data import AnswerOutcome
from ses_plugin.report.rows import InstanceResult, ReplyResult
from ses_plugin.service.options import token_limit
from ses_plugin.service.prediction_metrics import is_right

_OUTCOMES: dict[AnswerStatus, AnswerOutcome] = {
    AnswerStatus.NO_ANSWER: "no_answer",
    AnswerStatus.TRUNCATED: "truncated",
}


def read_instance(row: Mapping[str, Any], task: str) -> InstanceResult:
    """Return the row of lm-eval's sample. Replies are read by the rules of the task."""
    instance = instance_from_row(row["doc"])
    prompts, settings = _requests(row["arguments"])
    context = prompts[0]
    direct = _is_direct(instance, context, task)
    opened = bool(reasoning_mark_opened_by(context))
    limit = token_limit(settings)
    texts = [text for resps in row["resps"] for text in resps]
    answers = [extract_answer(text or "", limit, bare=direct, opened=opened) for text in texts]
    answers = _with_reasoning_only(texts, answers, row.get("truncated"))
    replies = tuple(
        ReplyResult(
            reply=text or "",
            answer=answer.text if answer.status is AnswerStatus.ANSWERED else None,
            outcome=_outcome(instance, text, answer),
            prompt=_readable(prompts[min(number, len(prompts) - 1)]),
        )
        for number, (text, answer) in enumerate(zip(texts, answers, strict=True))
    )
    return InstanceResult(
        id=instance.id,
        cluster=instance.cluster,
        program=instance.code,
        entry_point=instance.entry,
        input=instance.input,
        expected=instance.output,
        level=instance.difficulty,
        features=_features(instance),
        flags=tuple(_flags(replies)),
        outcome=replies[0].outcome,
        tokens=None,
        replies=replies,
        data_hash=_data_hash(instance),
        doc_hash=row.get("doc_hash"),
    )


def _requests(arguments: Mapping[str, Any]) -> tuple[list[str], Mapping[str, Any]]:
    """Return the prompt of each request as text, and the generation settings."""
    prompts: list[str] = []
    settings: Mapping[str, Any] = {}
    for request in arguments.values():
        context, settings = request["arg_0"], request["arg_1"]
        prompts.append(context if isinstance(context, str) else "".join(map(str, context)))
    return prompts, settings


def _readable(context: str) -> str:
    """Return a prompt as a reader wants it: of a chat request in JSON, the message if it is the only one."""
    try:
        messages = json.loads(context)
        (message,) = messages
        return str(message["content"])
    except (ValueError, TypeError, KeyError, RecursionError):
        return context


def _is_direct(instance: Instance, context: str, task: str) -> bool:
    """Return whether the prompt asks for the output only: by its text, else by the task's name."""
    shown = _readable(context)
    for direct in (True, False):
        if output_prediction_prompt(instance.program, instance.input, V1, direct=direct) in shown:
            return direct
    return task.endswith("_direct")


def _with_reasoning_only(
    texts: Sequence[str | None], answers: list[ExtractedAnswer], truncated: Any
) -> list[ExtractedAnswer]:
    """Return the answers, with empty replies as truncated ones where lm-eval's run has counted them so.

    Their tokens were all used for reasoning, which servers return in a field that lm-eval drops.
    """
    if not isinstance(truncated, int | float):
        return answers
    missing = round(truncated * len(answers)) - sum(a.status is AnswerStatus.TRUNCATED for a in answers)
    result = []
    for text, answer in zip(texts, answers, strict=True):
        if missing > 0 and text == "" and answer.status is AnswerStatus.NO_ANSWER:
            result.append(ExtractedAnswer(AnswerStatus.TRUNCATED))
            missing -= 1
        else:
            result.append(answer)
    return result


def _outcome(instance: Instance, text: str | None, answer: ExtractedAnswer) -> AnswerOutcome:
    if text is None:
        return "failed"
    if answer.status is AnswerStatus.ANSWERED:
        return "right" if is_right(instance, answer) else "wrong"
    return _OUTCOMES[answer.status]


def _features(instance: Instance) -> dict[str, Any]:
    features: dict[str, Any] = {"kind": instance.kind}
    if instance.correct is not None:
        features["correct_program"] = instance.correct
    if instance.features is not None:
        measured = asdict(instance.features)
        features |= {**measured, "kinds": list(measured["kinds"])}
    return features


def _flags(replies: Sequence[ReplyResult]) -> Iterator[str]:
    outcomes = {reply.outcome for reply in replies}
    yield from (name for name in ("wrong", "truncated", "no_answer", "failed") if name in outcomes)
    if len(replies) > 1 and "right" in outcomes and len(outcomes) > 1:
        yield "unstable"


def _data_hash(instance: Instance) -> str:
    text = json.dumps([instance.code, instance.entry, instance.input, instance.output])
    return hashlib.sha256(text.encode()).hexdigest()[:16]
