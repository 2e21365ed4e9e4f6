"""The output prediction tasks: prompts, answers and metrics."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Mapping
from typing import Any

from lm_eval.api.instance import Instance as Request

from ses_plugin.adapters.lm_eval import clustered_stderr, error_display, round_batching
from ses_plugin.adapters.lm_eval.options import declare_used_options, parse_task_options
from ses_plugin.adapters.lm_eval.request_keys import KeyedRequestsTask
from ses_plugin.datasets.features import DIFFICULTIES
from ses_plugin.datasets.instances import Instance, instance_from_row
from ses_plugin.extraction import (
    AnswerStatus,
    ExtractedAnswer,
    extract_answer,
    format_answer,
    reasoning_mark_opened_by,
)
from ses_plugin.prompts import output_prediction_prompt
from ses_plugin.service.options import token_limit
from ses_plugin.service.prediction_metrics import prediction_values

error_display.install_error_display()
round_batching.install_sample_requests()

_SAMPLING = {"do_sample": True, "temperature": 1.0, "top_p": 0.95}  # the paper's, for Qwen models


_REASONING_FIELDS = ("reasoning_content", "reasoning")
_CHAT_MODULE = "lm_eval.models.openai_completions"


class ReasoningOnlyReply(str):
    """An empty reply to a request whose tokens were all used for reasoning. It behaves as an ordinary text.

    Servers return the reasoning in a separate field, which lm-eval drops: without this mark the reply could
    not be told from an empty answer.
    """

    __slots__ = ()

    def __reduce__(self) -> tuple[Callable[..., str], tuple[str]]:
        """Pickle as an ordinary text: lm-eval's caches are also read without this package."""
        return str, (str(self),)


def mark_reasoning_only_replies() -> None:
    """Make lm-eval's chat API, if it is in use, return `ReasoningOnlyReply` for replies of only reasoning."""
    chat_model = getattr(sys.modules.get(_CHAT_MODULE), "LocalChatCompletion", None)
    if chat_model is None or getattr(chat_model.parse_generations, "marks_reasoning", False):
        return
    parse = chat_model.parse_generations

    @functools.wraps(parse)
    def parse_and_mark(self: Any, outputs: Any, **kwargs: Any) -> list[Any]:
        texts = parse(self, outputs, **kwargs)
        messages = _reply_messages(outputs)
        if len(messages) != len(texts):
            return list(texts)
        return [
            ReasoningOnlyReply("") if not text and _has_reasoning(message) else text
            for text, message in zip(texts, messages, strict=True)
        ]

    parse_and_mark.marks_reasoning = True  # type: ignore[attr-defined]
    chat_model.parse_generations = parse_and_mark


def _reply_messages(outputs: Any) -> list[Any]:
    """Return the messages of all responses in the order of lm-eval's texts: by the index of the choice."""
    responses = outputs if isinstance(outputs, list) else [outputs]
    try:
        return [
            choice["message"]
            for response in responses
            for choice in sorted(response["choices"], key=lambda choice: int(choice["index"]))
        ]
    except (KeyError, TypeError, ValueError):
        return []


def _has_reasoning(message: Any) -> bool:
    return isinstance(message, Mapping) and any(message.get(name) for name in _REASONING_FIELDS)


def format_step_by_step_prompt(doc: dict[str, Any]) -> str:
    """Return the prompt that asks for a simulation and then the output."""
    instance = instance_from_row(doc)
    return output_prediction_prompt(instance.program, instance.input)


def format_direct_prompt(doc: dict[str, Any]) -> str:
    """Return the prompt that asks for the output only."""
    instance = instance_from_row(doc)
    return output_prediction_prompt(instance.program, instance.input, direct=True)


def step_by_step_target(doc: dict[str, Any]) -> str:
    """Return the correct answer, with the simulation if the instance is a few-shot example."""
    instance = instance_from_row(doc)
    return f"{instance.explanation}\n\n{format_answer(instance.output)}".lstrip()


def direct_target(doc: dict[str, Any]) -> str:
    """Return the correct answer."""
    return format_answer(instance_from_row(doc).output)


class OutputPredictionTask(KeyedRequestsTask):
    """An output prediction task, configured by a YAML file with data, prompt and target.

    `--metadata ses_samples=N`, or `repeats: N` in the file, samples N answers per instance and adds pass@N.
    Every metric has a standard error that is clustered by program (`clustered_stderr`).
    """

    output_only = False
    """Whether the prompt asks for the output only, so that a reply without tags is the output."""

    opened = False
    """Whether the model's chat template opens the reasoning."""

    def __init__(self, config: dict[str, Any]) -> None:
        config = {key: value for key, value in config.items() if key != "class"}
        metadata = config.get("metadata") or {}
        declare_used_options(metadata, ["samples"])
        self.samples = parse_task_options(metadata).samples or int(config.pop("repeats", None) or 1)
        config["repeats"] = 1  # each sample is a separate request with a different seed
        if self.samples > 1:
            config["generation_kwargs"] = {**config["generation_kwargs"], **_SAMPLING}
        config["metric_list"] = clustered_stderr.metric_list(self.metrics(), {"truncated"})
        # Without this, lm-eval would expect its own metrics.
        config["process_results"] = f"{__name__}.OutputPredictionTask"
        super().__init__(config=config)
        if self.samples > 1:
            self.OUTPUT_TYPE = round_batching.SAMPLE_REQUEST_TYPE  # lm-eval pads ranks by this

    def metrics(self) -> list[str]:
        """Return the names of the metrics, in the order of the table."""
        overall = ["pass@1"] if self.samples == 1 else ["pass@1", f"pass@{self.samples}"]
        return [*overall, *(f"pass@1_{name}" for name in DIFFICULTIES), "answered", "truncated"]

    def construct_requests(self, doc: dict[str, Any], ctx: Any, **kwargs: Any) -> Any:
        """Return one request for each sample."""
        mark_reasoning_only_replies()
        self.opened = isinstance(ctx, str) and bool(reasoning_mark_opened_by(ctx))
        if self.samples == 1:
            return super().construct_requests(doc, ctx, **kwargs)
        generation = dict(self.config.generation_kwargs or {})
        generation["do_sample"] = True  # or lm-eval's cache would treat all samples as one request
        return [
            Request(
                request_type=round_batching.SAMPLE_REQUEST_TYPE,
                doc=doc,
                arguments=(ctx, dict(generation)),
                idx=index,
                metadata=kwargs["metadata"],
            )
            for index in range(self.samples)
        ]

    def process_results(self, doc: dict[str, Any], results: list[str]) -> dict[str, Any]:
        """Return the value of each metric, also with the instance's cluster for the standard error."""
        if "bypass" in self._metric_fn_list:  # --predict_only
            return {"bypass": 999}
        instance = instance_from_row(doc)
        return clustered_stderr.clustered_result(
            self.metrics(), self._values(instance, results), instance.cluster
        )

    def _values(self, instance: Instance, results: list[str]) -> dict[str, float]:
        limit = token_limit(self.config.generation_kwargs)
        return prediction_values(instance, [self._answer(text, limit) for text in results], self.samples)

    def _answer(self, text: str | None, limit: int | None) -> ExtractedAnswer:
        if isinstance(text, ReasoningOnlyReply):
            return ExtractedAnswer(AnswerStatus.TRUNCATED)
        return extract_answer(text or "", limit, bare=self.output_only, opened=self.opened)


class DirectOutputPredictionTask(OutputPredictionTask):
    """An output prediction task without reasoning."""

    output_only = True
